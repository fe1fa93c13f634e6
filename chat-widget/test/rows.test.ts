import type { ChatEntry, Content, Log, Pending } from '@tsunagi/webchat-client';
import { expect, it } from 'vitest';

import { rows } from '../src/ui/rows';
import type { MessageRow } from '../src/ui/rows';

const choice: Content = {
  type: 'choice',
  text: '?',
  options: [
    { id: 'a', label: 'Apples' },
    { id: 'b', label: 'りんご' },
  ],
};
const text = (value: string): Content => ({ type: 'text', text: value });

function entry(seq: number, from: ChatEntry['from'], content: Content, minute = seq): ChatEntry {
  return { seq, at: new Date(Date.UTC(2026, 10, 22, 3, minute)).toISOString(), from, content };
}

function messages(entries: ChatEntry[], pending: Pending[] = []): MessageRow[] {
  const log: Log = { entries, pending };
  return rows(log, (at) => new Date(at).toISOString().slice(0, 10)).filter((it) => it.kind === 'message');
}

function choiceAfter(...later: [ChatEntry['from'], Content][]): MessageRow['choice'] {
  const entries = [entry(1, 'flow', choice), ...later.map(([from, content], i) => entry(i + 2, from, content))];
  return messages(entries)[0]?.choice;
}

it('choices are live until they are taken', () => {
  expect(choiceAfter()).toEqual({ live: true });
  expect(choiceAfter(['flow', text('take your time')])).toEqual({ live: true });
  expect(choiceAfter(['customer', { type: 'picked', id: 'b', label: 'りんご' }])).toEqual({ live: false, picked: 'b' });
  expect(choiceAfter(['customer', { type: 'picked', id: 'z', label: 'Z' }])).toEqual({ live: false });
});

it('typing an option takes it too, in any width or case, or by number', () => {
  expect(choiceAfter(['customer', text(' apples ')])).toEqual({ live: false, picked: 'a' });
  expect(choiceAfter(['customer', text('APPLES')])).toEqual({ live: false, picked: 'a' });
  expect(choiceAfter(['customer', text('2')])).toEqual({ live: false, picked: 'b' });
  expect(choiceAfter(['customer', text('pears')])).toEqual({ live: true });
});

it('an older choice and one before an agent are over', () => {
  expect(choiceAfter(['flow', choice])).toEqual({ live: false });
  expect(choiceAfter(['agent', text('Hello, this is Mori')])).toEqual({ live: false });
});

it('a pending pick counts, a failed one does not', () => {
  const body = { type: 'pick', id: 'a', label: 'Apples' } as const;
  const pending: Pending = { clientId: 'm', at: 0, afterSeq: 1, body, state: 'queued' };
  expect(messages([entry(1, 'flow', choice)], [pending])[0]?.choice).toEqual({ live: false, picked: 'a' });
  expect(messages([entry(1, 'flow', choice)], [{ ...pending, state: 'failed' }])[0]?.choice).toEqual({ live: true });
});

it('says how far the latest own message got, and what waits or failed', () => {
  const sent = [entry(1, 'customer', text('a')), entry(2, 'customer', text('b')), entry(3, 'flow', text('c'))];
  expect(messages(sent).map((it) => it.delivery)).toEqual([undefined, 'sent', undefined]);
  const pending: Pending[] = [
    { clientId: 'x', at: 0, afterSeq: 3, body: { type: 'text', text: 'd' }, state: 'failed', failure: 'too_long' },
    { clientId: 'y', at: 0, afterSeq: 3, body: { type: 'text', text: 'e' }, state: 'queued' },
  ];
  expect(messages(sent, pending).map((it) => it.delivery)).toEqual([undefined, undefined, undefined, 'failed', 'sending']);
});

it('groups a speaker within five minutes and a day', () => {
  const entries = [
    entry(1, 'flow', text('a'), 0),
    entry(2, 'flow', text('b'), 4),
    entry(3, 'flow', text('c'), 10),
    entry(4, 'customer', text('d'), 10),
  ];
  expect(messages(entries).map((it) => [it.first, it.last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

it('keeps the key when a pending message becomes an entry', () => {
  const pending: Pending = { clientId: 'm', at: 0, afterSeq: 0, body: { type: 'text', text: 'a' }, state: 'accepted' };
  const stored = { ...entry(1, 'customer', text('a')), client_id: 'm' };
  expect(messages([], [pending])[0]?.key).toBe(messages([stored])[0]?.key);
});
