import type { OutgoingKind } from '../timeline/thread';

/** Unsent texts, per conversation, over reloads. Storage may be forbidden: then they last as long as the page. */
const memory = new Map<string, string>();

/** Of one agent: another one at the same machine must neither see nor send them. */
export interface DraftPlace {
  authorId: string;
  conversationId: string;
  kind: OutgoingKind;
}

const keyOf = ({ authorId, conversationId, kind }: DraftPlace): string =>
  `tsunagi.desk.draft.${authorId}.${conversationId}.${kind}`;

export function readDraft(place: DraftPlace): string {
  const key = keyOf(place);
  try {
    return globalThis.localStorage.getItem(key) ?? memory.get(key) ?? '';
  } catch {
    return memory.get(key) ?? '';
  }
}

export function keepDraft(place: DraftPlace, text: string): void {
  const key = keyOf(place);
  memory.set(key, text);
  try {
    if (text === '') globalThis.localStorage.removeItem(key);
    else globalThis.localStorage.setItem(key, text);
  } catch {
    // As above.
  }
}
