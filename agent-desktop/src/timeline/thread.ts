/**
 * A customer's thread as this page holds it: stored entries without a hole, and own messages and notes that are not
 * stored yet. Changes are applied by a pure function; fetching and drawing happen elsewhere.
 */

import type { Entry, Timeline } from '@tsunagi/api-client';

export type OutgoingKind = 'message' | 'note';

export interface Outgoing {
  /** Its `Idempotency-Key`: the same for every attempt. */
  readonly key: string;
  readonly kind: OutgoingKind;
  readonly conversationId: string;
  readonly text: string;
  /** RFC 3339, by this machine. */
  readonly at: string;
  /** The last `seq` known when it was written: its entry comes after. */
  readonly afterSeq: number;
  readonly authorId: string;
  readonly state: 'sending' | 'accepted' | 'failed';
  /** What the server answered: its entry is at most here. */
  readonly bySeq?: number;
  readonly error?: unknown;
}

export interface Thread {
  /** Ascending by `seq`, without a hole. */
  readonly entries: readonly Entry[];
  /** The server has earlier ones. */
  readonly more: boolean;
  readonly outgoing: readonly Outgoing[];
}

export type Change =
  /** The latest page. */
  | { readonly type: 'latest'; readonly page: Timeline }
  /** The page that ends before the first entry. */
  | { readonly type: 'earlier'; readonly page: Timeline }
  /** What came after the last entry, or entries that changed. */
  | { readonly type: 'entries'; readonly entries: readonly Entry[] }
  | { readonly type: 'write'; readonly outgoing: Outgoing }
  | { readonly type: 'accepted'; readonly key: string; readonly bySeq: number }
  | { readonly type: 'failed'; readonly key: string; readonly error: unknown }
  | { readonly type: 'again'; readonly key: string }
  | { readonly type: 'discard'; readonly key: string };

export const EMPTY_THREAD: Thread = { entries: [], more: false, outgoing: [] };

export function apply(thread: Thread, change: Change): Thread {
  switch (change.type) {
    case 'latest':
      return settle(joinLatest(thread, change.page));
    case 'earlier':
      return joinEarlier(thread, change.page);
    case 'entries':
      return settle(joinEntries(thread, change.entries));
    case 'write':
      return { ...thread, outgoing: [...thread.outgoing, change.outgoing] };
    case 'accepted':
      return settle(update(thread, change.key, (it) => ({ ...it, state: 'accepted', bySeq: change.bySeq })));
    case 'failed':
      return update(thread, change.key, (it) => ({ ...it, state: 'failed', error: change.error }));
    case 'again':
      return update(thread, change.key, ({ error: _, ...it }) => ({ ...it, state: 'sending' }));
    case 'discard':
      return { ...thread, outgoing: thread.outgoing.filter((it) => it.key !== change.key) };
  }
}

export function firstSeq(thread: Thread): number | undefined {
  return thread.entries[0]?.seq;
}

export function lastSeq(thread: Thread): number {
  return thread.entries.at(-1)?.seq ?? 0;
}

/** A page that does not reach what is held begins anew: the reader who scrolls up loads the rest again. */
function joinLatest(thread: Thread, page: Timeline): Thread {
  const [first, last] = [page.entries[0]?.seq, page.entries.at(-1)?.seq];
  const held = firstSeq(thread);
  if (held === undefined) return { ...thread, entries: sorted(page.entries), more: page.more };
  // An answer that was overtaken by a later one.
  if (first === undefined || last === undefined || last < held - 1) return thread;
  if (first > lastSeq(thread) + 1) return { ...thread, entries: sorted(page.entries), more: page.more };
  return { ...thread, entries: merged(thread.entries, page.entries), more: first < held ? page.more : thread.more };
}

function joinEarlier(thread: Thread, page: Timeline): Thread {
  const first = firstSeq(thread);
  const last = page.entries.at(-1)?.seq;
  // The thread began anew while the page was under way.
  if (last === undefined) return { ...thread, more: page.more };
  if (first === undefined || last < first - 1 || last >= lastSeq(thread)) return thread;
  return { ...thread, entries: merged(thread.entries, page.entries), more: page.more };
}

/** Takes what is held already and what follows without a hole. */
function joinEntries(thread: Thread, added: readonly Entry[]): Thread {
  const first = firstSeq(thread) ?? 1;
  let next = lastSeq(thread) + 1;
  const fitting = sorted(added).filter((it) => {
    if (it.seq === next) next += 1;
    return it.seq >= first && it.seq < next;
  });
  return fitting.length === 0 ? thread : { ...thread, entries: merged(thread.entries, fitting) };
}

/** Drops own messages whose entry is here. Each entry stands for one of them. */
function settle(thread: Thread): Thread {
  if (thread.outgoing.length === 0) return thread;
  const free = new Set(thread.entries);
  const outgoing = thread.outgoing.filter((it) => {
    const entry = thread.entries.find((candidate) => free.has(candidate) && isEntryOf(candidate, it));
    if (entry) free.delete(entry);
    return !entry && !(it.state === 'accepted' && (it.bySeq ?? Infinity) <= lastSeq(thread));
  });
  return outgoing.length === thread.outgoing.length ? thread : { ...thread, outgoing };
}

function isEntryOf(entry: Entry, outgoing: Outgoing): boolean {
  if (entry.seq <= outgoing.afterSeq || entry.author.type !== 'agent') return false;
  if (entry.author.id !== outgoing.authorId || entry.conversation_id !== outgoing.conversationId) return false;
  const { body } = entry;
  if (body.type === 'note') return outgoing.kind === 'note' && body.text === outgoing.text;
  if (body.type !== 'message' || outgoing.kind !== 'message') return false;
  return body.content.type === 'text' && body.content.text === outgoing.text;
}

/** `added` wins where both have an entry: it is the newer reading. */
function merged(held: readonly Entry[], added: readonly Entry[]): Entry[] {
  const bySeq = new Map(held.map((it) => [it.seq, it]));
  for (const entry of added) bySeq.set(entry.seq, entry);
  return sorted([...bySeq.values()]);
}

function sorted(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => a.seq - b.seq);
}

function update(thread: Thread, key: string, change: (it: Outgoing) => Outgoing): Thread {
  return { ...thread, outgoing: thread.outgoing.map((it) => (it.key === key ? change(it) : it)) };
}
