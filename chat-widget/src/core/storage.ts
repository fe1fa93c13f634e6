/** The chat's memory in `localStorage`: one key per thing, so that tabs do not overwrite each other's messages. */

import type { Failure, Pending } from './log';
import type { ChatStore } from './ports';
import { isObject, parseEntries } from './protocol';
import type { ChatEntry } from './protocol';

/** What a page shows before the server answered. About 40 KB of the usual 5 MB. */
const KEPT_ENTRIES = 200;

const FAILURES: readonly Failure[] = ['too_long', 'refused', 'no_answer'];

export interface WidgetStore extends ChatStore {
  open(): boolean;
  setOpen(open: boolean): void;
  draft(): string;
  setDraft(text: string): void;
}

/** `scope` tells servers and accounts apart that share an embedding site. `area` is absent where none may be used. */
export function createStore(scope: string, area: Storage | undefined): WidgetStore {
  const memory = new Map<string, string>();
  const prefix = `tsunagi:${scope}:`;
  const outPrefix = `${prefix}out:`;

  const get = (key: string): string | undefined => {
    try {
      return area?.getItem(key) ?? memory.get(key);
    } catch {
      return memory.get(key);
    }
  };
  const set = (key: string, value: string | undefined): void => {
    memory.delete(key);
    try {
      area?.removeItem(key);
      if (value === undefined) return;
      if (area) return area.setItem(key, value);
    } catch {
      // Storage is full or forbidden: this page view remembers, the next one will not.
    }
    if (value !== undefined) memory.set(key, value);
  };
  const keys = (): string[] => {
    const found = [...memory.keys()];
    try {
      for (let i = 0; i < (area?.length ?? 0); i++) found.push(area?.key(i) ?? '');
    } catch {
      // As above.
    }
    return found;
  };

  return {
    token: () => get(`${prefix}token`),
    setToken: (token) => set(`${prefix}token`, token),
    entries: () => parseEntries(readJson(get(`${prefix}log`))),
    setEntries: (entries: readonly ChatEntry[]) => set(`${prefix}log`, JSON.stringify(entries.slice(-KEPT_ENTRIES))),
    outbox: () =>
      keys()
        .filter((key) => key.startsWith(outPrefix))
        .map((key) => toPending(readJson(get(key))))
        .filter((it) => it !== undefined)
        .sort((a, b) => a.at - b.at),
    putPending: (pending) => set(outPrefix + pending.clientId, JSON.stringify(pending)),
    dropPending: (clientId) => set(outPrefix + clientId, undefined),
    readSeq: () => Number(get(`${prefix}read`)) || 0,
    setReadSeq: (seq) => set(`${prefix}read`, String(seq)),
    open: () => get(`${prefix}open`) === '1',
    setOpen: (open) => set(`${prefix}open`, open ? '1' : undefined),
    draft: () => get(`${prefix}draft`) ?? '',
    setDraft: (text) => set(`${prefix}draft`, text === '' ? undefined : text),
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
  const base = { clientId: json.clientId, at: json.at };
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
