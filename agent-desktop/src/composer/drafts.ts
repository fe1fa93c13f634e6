import type { OutgoingKind } from '../timeline/thread';

/** Unsent texts, per conversation, over reloads. Storage may be forbidden: then they last as long as the page. */
const memory = new Map<string, string>();

const keyOf = (conversationId: string, kind: OutgoingKind): string => `tsunagi.desk.draft.${conversationId}.${kind}`;

export function readDraft(conversationId: string, kind: OutgoingKind): string {
  const key = keyOf(conversationId, kind);
  try {
    return globalThis.localStorage.getItem(key) ?? memory.get(key) ?? '';
  } catch {
    return memory.get(key) ?? '';
  }
}

export function keepDraft(conversationId: string, kind: OutgoingKind, text: string): void {
  const key = keyOf(conversationId, kind);
  memory.set(key, text);
  try {
    if (text === '') globalThis.localStorage.removeItem(key);
    else globalThis.localStorage.setItem(key, text);
  } catch {
    // As above.
  }
}
