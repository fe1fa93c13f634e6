import type { Outgoing } from '../timeline/thread';

/** Texts that the server has not confirmed, over reloads: they come back as failed, to be sent under the same key. */
const PREFIX = 'tsunagi.desk.outbox.';

export function keepUnconfirmed(customerId: string, outgoing: Outgoing): void {
  const { error: _, ...kept } = outgoing;
  change(customerId, (list) => [...list.filter((it) => it.key !== outgoing.key), kept]);
}

export function confirm(customerId: string, key: string): void {
  change(customerId, (list) => list.filter((it) => it.key !== key));
}

/** Of this agent only: another one at the same machine must not send them. */
export function unconfirmed(customerId: string, authorId: string): Outgoing[] {
  return read(customerId)
    .filter((it) => it.authorId === authorId)
    .map((it) => ({ ...it, state: 'failed' }));
}

function change(customerId: string, edit: (list: Outgoing[]) => Outgoing[]): void {
  const list = edit(read(customerId));
  try {
    if (list.length === 0) globalThis.localStorage.removeItem(PREFIX + customerId);
    else globalThis.localStorage.setItem(PREFIX + customerId, JSON.stringify(list));
  } catch {
    // Storage is full or forbidden: the text lasts as long as the page.
  }
}

function read(customerId: string): Outgoing[] {
  try {
    const list: unknown = JSON.parse(globalThis.localStorage.getItem(PREFIX + customerId) ?? '[]');
    return Array.isArray(list) ? list.filter(isOutgoing) : [];
  } catch {
    return [];
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['key', 'kind', 'conversationId', 'text', 'at', 'authorId'];
  return texts.every((name) => typeof Reflect.get(value, name) === 'string') && 'afterSeq' in value;
}
