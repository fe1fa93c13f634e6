/** The chat's memory: one name per thing, so that tabs do not overwrite each other's messages. */

import type { Kept } from './kept';
import type { Failure, Pending } from './log';
import type { ChatStore } from './ports';
import { isObject, parseEntries } from './protocol';
import type { ChatEntry } from './protocol';

/** What a page shows before the server answered. About 40 KB of the usual 5 MB. */
const KEPT_ENTRIES = 200;

/** Before the ids of unsent messages. */
const OUT = 'out:';

const FAILURES: readonly Failure[] = ['too_long', 'refused', 'no_answer'];

/** What is kept of one visitor's chat. */
export function createStore(kept: Kept): ChatStore {
  return {
    token: () => kept.get('token'),
    setToken: (token) => kept.set('token', token),
    entries: () => parseEntries(readJson(kept.get('log'))),
    setEntries: (entries: readonly ChatEntry[]) => kept.set('log', JSON.stringify(entries.slice(-KEPT_ENTRIES))),
    outbox: () =>
      kept
        .names()
        .filter((name) => name.startsWith(OUT))
        .map((name) => toPending(readJson(kept.get(name))))
        .filter((it) => it !== undefined)
        .sort((a, b) => a.at - b.at),
    putPending: (pending) => kept.set(OUT + pending.clientId, JSON.stringify(pending)),
    dropPending: (clientId) => kept.set(OUT + clientId, undefined),
    readSeq: () => Number(kept.get('read')) || 0,
    setReadSeq: (seq) => kept.set('read', String(seq)),
  };
}

function readJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toPending(json: unknown): Pending | undefined {
  if (!isObject(json) || typeof json.clientId !== 'string' || typeof json.at !== 'number') return undefined;
  const body = json.body;
  if (!isObject(body)) return undefined;
  const base = { clientId: json.clientId, at: json.at, afterSeq: Number(json.afterSeq) || 0 };
  const state =
    json.state === 'failed'
      ? ({ state: 'failed', failure: FAILURES.find((it) => it === json.failure) ?? 'no_answer' } as const)
      : ({ state: 'queued' } as const);
  if (body.type === 'text' && typeof body.text === 'string') {
    return { ...base, body: { type: 'text', text: body.text }, ...state };
  }
  if (body.type === 'pick' && typeof body.id === 'string' && typeof body.label === 'string') {
    return { ...base, body: { type: 'pick', id: body.id, label: body.label }, ...state };
  }
  return undefined;
}
