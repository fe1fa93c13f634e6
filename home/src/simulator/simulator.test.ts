// @vitest-environment happy-dom
import type { ActResult, ProviderCall } from '@tsunagi/api-client';
import { describe, expect, it } from 'vitest';

import { openOptions, weave } from './bubbles';
import { concerns } from './concerns';
import { inventAddress, nextAddress, shortAddress } from './customers';
import { applyChange, curl, type Deed, isBlocked } from './journal';
import { pretty } from './panel/pretty';

const AT = '2026-11-22T10:00:00Z';
const RESULT: ActResult = { method: 'POST', url: 'http://x/w', headers: [['a', "it's"]], body: '{}', status: 200 };

function call(id: number, texts: string[], more: Partial<ProviderCall> = {}): ProviderCall {
  const shown = texts.map((text) => ({ text, options: [{ id: 'y', label: 'Yes' }] }));
  return { id, at: AT, method: 'POST', path: '/', headers: [], body: '', status: 200, to: 'U1', shown, ...more };
}

function deed(key: string, afterCall: number, more: Partial<Deed> = {}): Deed {
  return { key, at: AT, act: { type: 'text', text: key }, afterCall, state: 'taken', ...more };
}

const words = (bubbles: ReturnType<typeof weave>) =>
  bubbles.map(({ piece }) => (piece.type === 'text' ? piece.text : piece.type));

describe('the screen', () => {
  it('puts deeds where they stood, whatever the clock says', () => {
    const bubbles = weave([call(1, ['hello']), call(2, ['which?', 'choose'])], [deed('hi', 0), deed('ok', 1), deed('and', 1)]);
    expect(words(bubbles)).toEqual(['hi', 'hello', 'ok', 'and', 'which?', 'choose']);
  });

  it('offers the options of the last message, until somebody answers', () => {
    expect(openOptions(weave([call(1, ['a'])], []))).toHaveLength(1);
    expect(openOptions(weave([call(1, ['a'])], [deed('b', 1)]))).toHaveLength(0);
    expect(openOptions(weave([call(1, ['a'])], [deed('b', 1, { state: 'refused' })]))).toHaveLength(1);
    expect(openOptions([])).toHaveLength(0);
  });

  it('shows what the vendor refused, with its reason', () => {
    const [bubble] = weave([call(1, [], { refused: 'too long', body: '{"messages":[{"text":"words"}]}' })], []);
    expect(bubble?.mark).toEqual({ state: 'refused', reason: 'too long' });
    expect(words(bubble ? [bubble] : [])).toEqual(['words']);
  });
});

describe('a call to the vendor', () => {
  const wrote = deed('hi', 0, { result: { ...RESULT, body: '{"events":[{"replyToken":"t1"}]}' } });
  const late = call(1, [], { to: '', refused: 'Invalid reply token', body: '{"replyToken":"t1","messages":[]}' });

  it('concerns whom it goes to, and nobody else', () => {
    expect(concerns(call(1, ['a']), 'U1', [])).toBe(true);
    expect(concerns(call(1, ['a']), 'U2', [wrote])).toBe(false);
  });

  it('concerns who wrote the message that it answers, where it names nobody', () => {
    expect(concerns(late, 'U1', [wrote])).toBe(true);
    expect(concerns(late, 'U2', [deed('other', 0, { result: RESULT })])).toBe(false);
    expect(concerns({ ...late, body: 'not JSON' }, 'U1', [wrote])).toBe(false);
  });
});

describe('the journal', () => {
  it('follows a deed to its end', () => {
    const begun = applyChange([], { type: 'begin', deed: deed('a', 0, { state: 'sending' }) });
    expect(applyChange(begun, { type: 'posted', key: 'a', result: RESULT })[0]?.state).toBe('taken');
    expect(applyChange(begun, { type: 'posted', key: 'a', result: { ...RESULT, status: 503 } })[0]?.state).toBe('refused');
    expect(applyChange(begun, { type: 'failed', key: 'a', error: 'gone' })[0]).toMatchObject({ state: 'refused', error: 'gone' });
    expect(applyChange(begun, { type: 'remove', key: 'a' })).toEqual([]);
  });

  it('knows who blocked the account', () => {
    const unfollow = deed('u', 0, { act: { type: 'unfollow' } });
    expect(isBlocked([unfollow])).toBe(true);
    expect(isBlocked([unfollow, deed('f', 0, { act: { type: 'follow' } })])).toBe(false);
    expect(isBlocked([deed('t', 0)])).toBe(false);
  });

  it('writes the webhook for a shell', () => {
    expect(curl(RESULT)).toBe(String.raw`curl -X POST 'http://x/w' -H 'a: it'\''s' --data-raw '{}'`);
  });
});

describe('played people', () => {
  it('have addresses of their channel', () => {
    expect(inventAddress('line', 26)).toBe('U0000000000000000000000000000001a');
    expect(inventAddress('sms', 1)).toMatch(/^\+1202555\d{4}$/);
    expect(nextAddress('custom', ['user-1'])).toBe('user-2');
    expect(shortAddress(inventAddress('line', 1))).toBe('U000…0001');
  });
});

describe('bodies', () => {
  it.each([
    ['{"a":1}', '{\n  "a": 1\n}'],
    ['Body=Hi+there&From=%2B1', 'Body = Hi there\nFrom = +1'],
    ['plain words', 'plain words'],
  ])('%s', (body, expected) => expect(pretty(body)).toBe(expected));
});
