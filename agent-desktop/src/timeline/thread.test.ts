import type { Entry } from '@tsunagi/api-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { apply, EMPTY_THREAD } from './thread';
import type { Change, Outgoing, Thread } from './thread';

function entry(seq: number, text = `m${seq}`, agent?: string): Entry {
  return {
    seq,
    at: new Date(Date.UTC(2026, 10, 22, 1, seq)).toISOString(),
    conversation_id: 'cnv_1',
    channel: 'line',
    author: agent === undefined ? { type: 'customer' } : { type: 'agent', id: agent, name: agent },
    body: { type: 'message', content: { type: 'text', text }, unsent: false },
  };
}

const range = (from: number, to: number): Entry[] => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));
const seqs = (thread: Thread): number[] => thread.entries.map((it) => it.seq);

function check(changes: Change[], expected: { seqs: number[]; more?: boolean }): Thread {
  const thread = changes.reduce(apply, EMPTY_THREAD);
  expect({ seqs: seqs(thread), more: thread.more }).toEqual({ more: false, ...expected });
  return thread;
}

const latest = (from: number, to: number, more = from > 1): Change => ({
  type: 'latest',
  page: { entries: range(from, to), more },
});

describe('joining pages', () => {
  it('earlier pages go before, and say whether more come', () => {
    check([latest(5, 8), { type: 'earlier', page: { entries: range(1, 4), more: false } }], { seqs: range(1, 8).map((it) => it.seq) });
  });

  it('a latest page that overlaps or touches is joined and keeps what was loaded above', () => {
    check([latest(3, 6), latest(5, 9)], { seqs: [3, 4, 5, 6, 7, 8, 9], more: true });
    check([latest(1, 4), latest(5, 6)], { seqs: [1, 2, 3, 4, 5, 6] });
  });

  it('a latest page beyond a hole begins anew', () => {
    check([latest(1, 4), latest(9, 10)], { seqs: [9, 10], more: true });
  });

  it('an earlier page that comes too late for a new beginning is dropped', () => {
    check([latest(3, 6), latest(20, 21), { type: 'earlier', page: { entries: range(1, 2), more: false } }], {
      seqs: [20, 21],
      more: true,
    });
  });

  it('single entries follow without a hole, or replace', () => {
    const changed = { ...entry(2), delivery: { status: 'read', degraded: [], resent: false } };
    const thread = check([latest(1, 3), { type: 'entries', entries: [entry(6), entry(4), changed] }], { seqs: [1, 2, 3, 4] });
    expect(thread.entries[1]?.delivery?.status).toBe('read');
  });
});

describe('own messages', () => {
  const outgoing: Outgoing = {
    key: 'k1',
    kind: 'message',
    conversationId: 'cnv_1',
    text: 'hello',
    at: '2026-11-22T02:00:00Z',
    afterSeq: 3,
    authorId: 'usr_1',
    state: 'sending',
  };
  const written = [latest(1, 3), { type: 'write', outgoing }] as Change[];

  it('give way to their entry, before or after the answer', () => {
    const stored: Change = { type: 'entries', entries: [entry(4, 'hello', 'usr_1')] };
    const accepted: Change = { type: 'accepted', key: 'k1', bySeq: 4 };
    for (const order of [[stored, accepted], [accepted, stored]]) {
      expect(check([...written, ...order], { seqs: [1, 2, 3, 4] }).outgoing).toEqual([]);
    }
  });

  it('are not taken for an older or a stranger’s message with the same words', () => {
    const held = check([...written, { type: 'entries', entries: [entry(4, 'hello', 'usr_2')] }], { seqs: [1, 2, 3, 4] });
    expect(held.outgoing).toHaveLength(1);
  });

  it('two with the same words wait for two entries', () => {
    const twice: Change[] = [...written, { type: 'write', outgoing: { ...outgoing, key: 'k2' } }];
    const one = check([...twice, { type: 'entries', entries: [entry(4, 'hello', 'usr_1')] }], { seqs: [1, 2, 3, 4] });
    expect(one.outgoing.map((it) => it.key)).toEqual(['k2']);
  });

  it('go when all that the server answered for is here, even if it changed the words', () => {
    const changes: Change[] = [
      ...written,
      { type: 'accepted', key: 'k1', bySeq: 4 },
      { type: 'entries', entries: [entry(4, 'Hello.', 'usr_1')] },
    ];
    expect(check(changes, { seqs: [1, 2, 3, 4] }).outgoing).toEqual([]);
  });

  it('fail, are sent again under the same key, or are discarded', () => {
    const failed = [...written, { type: 'failed', key: 'k1', error: 'why' }] as Change[];
    expect(failed.reduce(apply, EMPTY_THREAD).outgoing).toMatchObject([{ state: 'failed', error: 'why' }]);
    const again = [...failed, { type: 'again', key: 'k1' }] as Change[];
    expect(again.reduce(apply, EMPTY_THREAD).outgoing).toEqual([outgoing]);
    expect([...failed, { type: 'discard', key: 'k1' } as Change].reduce(apply, EMPTY_THREAD).outgoing).toEqual([]);
  });
});

it('never has a hole or a double, whatever comes in whatever order', () => {
  const bounds = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 12 }));
  const change: fc.Arbitrary<Change> = fc.oneof(
    bounds.map(([from, length]) => latest(from, from + length)),
    bounds.map(([from, length]): Change => ({ type: 'earlier', page: { entries: range(from, from + length), more: from > 1 } })),
    fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }).map((list): Change => ({ type: 'entries', entries: list.map((it) => entry(it)) })),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30, size: 'max' }), (changes) => {
      const held = seqs(changes.reduce(apply, EMPTY_THREAD));
      expect(held).toEqual(held.map((_, index) => (held[0] ?? 0) + index));
    }),
    { numRuns: 500 },
  );
});
