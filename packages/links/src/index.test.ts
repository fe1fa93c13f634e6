import { describe, expect, it } from 'vitest';

import { isSafe, linkify } from '.';

describe('links', () => {
  const links = (text: string): string[] => linkify(text).flatMap((it) => it.href ?? []);

  it('finds https addresses and leaves the sentence around them', () => {
    expect(links('See https://shop.example/a?b=1. Thanks')).toEqual(['https://shop.example/a?b=1']);
    expect(links('(https://a.example/x)')).toEqual(['https://a.example/x']);
    expect(links('https://a.example/x_(y)')).toEqual(['https://a.example/x_(y)']);
    expect(links('こちらhttps://a.example/注文をご覧ください。')).toEqual(['https://a.example/']);
  });

  it('keeps every character of the text', () => {
    const text = 'a https://x.example/, b\nhttp://y.example c https://user@evil.example/';
    expect(linkify(text).map((it) => it.text).join('')).toBe(text);
    expect(links(text)).toEqual(['https://x.example/']);
  });

  it.each(['javascript:alert(1)', 'http://a.example', 'data:text/html,x', 'https://bank@evil.example/', 'https://'])(
    'leaves %s as text',
    (text) => expect(links(text)).toEqual([]),
  );
});

it.each([
  ['https://a.example/x.png', undefined, true],
  ['http://127.0.0.1:8080/demo/x.png', 'http://127.0.0.1:8080', true],
  ['http://127.0.0.1:8080/demo/x.png', 'https://other.example', false],
  ['http://127.0.0.1:8080/demo/x.png', undefined, false],
  ['/demo/x.png', 'https://a.example', false],
  ['https://user:secret@a.example/x.png', undefined, false],
])('%s on a page of %s is safe: %s', (address, own, expected) => expect(isSafe(address, own)).toBe(expected));
