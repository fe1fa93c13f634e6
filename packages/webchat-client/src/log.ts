/** What the chat holds: stored entries in order of `seq`, and own messages that are not entries yet. */

import type { ChatEntry, ClientFrame } from './protocol';

export type Outgoing =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pick'; readonly id: string; readonly label: string };

/** Why a message was given up: the server refused it for its length or otherwise, or never said anything. */
export type Failure = 'too_long' | 'refused' | 'no_answer';

export interface Pending {
  readonly clientId: string;
  /** Unix milliseconds, by the client's clock. */
  readonly at: number;
  /** The last entry that stood above it when it was submitted, 0 when none did. */
  readonly afterSeq: number;
  readonly body: Outgoing;
  /** `accepted`: acknowledged, its entry has not come yet. */
  readonly state: 'queued' | 'accepted' | 'failed';
  readonly failure?: Failure;
}

export interface Log {
  readonly entries: readonly ChatEntry[];
  readonly pending: readonly Pending[];
  /** The server has messages before these, and does not send them. */
  readonly earlier?: boolean;
}

export type Change =
  /** `earlier`: there are messages between what is held and these, which the server does not send. */
  | { readonly type: 'entries'; readonly entries: readonly ChatEntry[]; readonly earlier?: boolean }
  | { readonly type: 'submit'; readonly pending: Pending }
  | { readonly type: 'accept'; readonly clientId: string }
  | { readonly type: 'fail'; readonly clientId: string; readonly failure: Failure }
  /** Sends a failed message once more, under its old id, at the end of the queue. */
  | { readonly type: 'retry'; readonly clientId: string; readonly at: number }
  | { readonly type: 'discard'; readonly clientId: string }
  /** The server knows another visitor now: its entries are not ours any more. */
  | { readonly type: 'reset' };

export const EMPTY_LOG: Log = { entries: [], pending: [] };

export function apply(log: Log, change: Change): Log {
  switch (change.type) {
    case 'entries':
      return addEntries(change.earlier ? { ...log, entries: [], earlier: true } : log, change.entries);
    case 'submit':
      if (log.pending.some((it) => it.clientId === change.pending.clientId)) return log;
      return { ...log, pending: [...log.pending, change.pending] };
    case 'accept':
      return update(log, change.clientId, ({ failure: _, ...it }) => ({ ...it, state: 'accepted' }));
    case 'fail':
      return update(log, change.clientId, (it) =>
        it.state === 'accepted' ? it : { ...it, state: 'failed', failure: change.failure },
      );
    case 'retry': {
      const found = log.pending.find((it) => it.clientId === change.clientId && it.state === 'failed');
      if (!found) return log;
      const { failure: _, ...rest } = found;
      const others = log.pending.filter((it) => it !== found);
      return { ...log, pending: [...others, { ...rest, state: 'queued', at: change.at, afterSeq: lastSeq(log) }] };
    }
    case 'discard':
      return { ...log, pending: log.pending.filter((it) => it.clientId !== change.clientId) };
    case 'reset':
      return { entries: [], pending: log.pending.filter((it) => it.state !== 'accepted') };
  }
}

/** The highest `seq` that is held, 0 when none is. */
export function lastSeq(log: Log): number {
  return log.entries.at(-1)?.seq ?? 0;
}

/** Messages from the other side that came after `readSeq`. */
export function unreadCount(log: Log, readSeq: number): number {
  return log.entries.filter((it) => it.seq > readSeq && it.from !== 'customer').length;
}

/** How a message goes over the wire. */
export function toFrame(pending: Pending): ClientFrame {
  const client_id = pending.clientId;
  return pending.body.type === 'text'
    ? { type: 'message', client_id, text: pending.body.text }
    : { type: 'pick', client_id, id: pending.body.id, label: pending.body.label };
}

function addEntries(log: Log, added: readonly ChatEntry[]): Log {
  const seqs = new Set(log.entries.map((it) => it.seq));
  const clientIds = new Set(log.entries.map((it) => it.client_id));
  const fresh: ChatEntry[] = [];
  for (const entry of added) {
    if (seqs.has(entry.seq)) continue;
    if (entry.client_id !== undefined && clientIds.has(entry.client_id)) continue;
    seqs.add(entry.seq);
    clientIds.add(entry.client_id);
    fresh.push(entry);
  }
  if (fresh.length === 0) return log;
  const entries = [...log.entries, ...fresh].sort((a, b) => a.seq - b.seq);
  const pending = log.pending.filter((it) => !clientIds.has(it.clientId));
  return { ...log, entries, pending: pending.length === log.pending.length ? log.pending : pending };
}

function update(log: Log, clientId: string, change: (it: Pending) => Pending): Log {
  return { ...log, pending: log.pending.map((it) => (it.clientId === clientId ? change(it) : it)) };
}
