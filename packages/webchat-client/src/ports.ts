/** What the client needs from the world, so that tests can be the world. */

import type { ChatEntry } from './protocol';
import type { Pending } from './log';

export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  opened(): void;
  received(data: unknown): void;
  /** Called once at most, also when the connection never opened. */
  closed(): void;
}

/** Keeps the chat over page loads. Nothing here may throw: a browser may refuse to store. */
export interface ChatStore {
  token(): string | undefined;
  setToken(token: string): void;
  entries(): ChatEntry[];
  setEntries(entries: readonly ChatEntry[]): void;
  /** Unacknowledged messages of every tab, oldest first. */
  outbox(): Pending[];
  putPending(pending: Pending): void;
  dropPending(clientId: string): void;
  readSeq(): number;
  setReadSeq(seq: number): void;
}

export interface World {
  connect(events: SocketEvents): Socket;
  store: ChatStore;
  /** Unix milliseconds. Where it leaps, the next attempt or `typing` comes too early or late; waiting is `after`'s. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  newId(): string;
  /** Runs `task` later; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
}
