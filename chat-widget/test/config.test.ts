import { describe, expect, it } from 'vitest';

import { readConfig } from '../src/config';

describe('options of the script tag', () => {
  const script = (dataset: Record<string, string>) => ({ src: 'https://chat.example/widget.js?v=3', dataset });

  it('connects to where the script came from', () => {
    const config = readConfig(script({ account: 'shop 1', language: 'ja', title: ' みどり珈琲 ' }), 'en', []);
    expect(config).toEqual({
      account: 'shop 1',
      language: 'ja',
      theme: 'auto',
      title: 'みどり珈琲',
      socketUrl: 'wss://chat.example/socket/webchat?account=shop+1',
      origin: 'https://chat.example',
      scope: 'chat.example:shop 1',
    });
    expect(readConfig({ src: 'http://127.0.0.1:8080/widget.js', dataset: {} }, '', []).socketUrl).toBe(
      'ws://127.0.0.1:8080/socket/webchat?account=web',
    );
  });

  it.each([
    ['', 'ja-JP', [], 'ja'],
    ['', '', ['fr', 'ja'], 'ja'],
    ['en', 'ja', ['ja'], 'en'],
    ['', 'fr', ['de'], 'en'],
  ] as const)('language %j on a %j page for %j is %s', (language, page, browser, expected) => {
    expect(readConfig(script({ language }), page, browser).language).toBe(expected);
  });
});
