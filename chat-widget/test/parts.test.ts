import { describe, expect, it } from 'vitest';

import { readConfig } from '../src/config';
import { parseServerFrame } from '../src/core/protocol';
import { createStore } from '../src/core/storage';
import { FakeArea } from './support/harness';

describe('frames', () => {
  it.each([null, 1, '', '{', '[]', '{"type":"later"}', '{"type":"welcome"}', '"x"'])('ignores %j', (data) =>
    expect(parseServerFrame(data)).toBeUndefined(),
  );

  it('keeps a message of a kind it does not know, and drops what is no entry', () => {
    const entries = [{ seq: 1, from: 'flow', content: { type: 'hologram' } }, { seq: 'x' }, null];
    expect(parseServerFrame(JSON.stringify({ type: 'entries', entries }))).toEqual({
      type: 'entries',
      entries: [{ seq: 1, at: '', from: 'flow', content: { type: 'unknown', type_name: 'hologram' } }],
    });
  });
});

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

describe('storage', () => {
  const pending = { clientId: 'm1', at: 5, body: { type: 'text', text: 'a' }, state: 'queued' } as const;

  it('remembers over pages, each scope its own', () => {
    const area = new FakeArea();
    const store = createStore('a', area);
    store.setToken('t');
    store.putPending(pending);
    store.setOpen(true);
    const again = createStore('a', area);
    expect([again.token(), again.outbox(), again.open()]).toEqual(['t', [pending], true]);
    expect(createStore('b', area).token()).toBeUndefined();
  });

  it('works without an area and with one that refuses', () => {
    const full = new FakeArea();
    full.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    for (const area of [undefined, full]) {
      const store = createStore('a', area);
      store.setToken('t');
      store.putPending(pending);
      expect([store.token(), store.outbox()]).toEqual(['t', [pending]]);
      store.dropPending('m1');
      expect(store.outbox()).toEqual([]);
    }
  });

  it('reads nothing from what others wrote', () => {
    const area = new FakeArea();
    area.setItem('tsunagi:a:log', '{"seq":1}');
    area.setItem('tsunagi:a:out:x', '{"clientId":1}');
    area.setItem('tsunagi:a:read', 'NaN');
    const store = createStore('a', area);
    expect([store.entries(), store.outbox(), store.readSeq()]).toEqual([[], [], 0]);
  });
});
