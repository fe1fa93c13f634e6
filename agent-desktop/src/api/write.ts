import type { ConversationSummary } from '@tsunagi/api-client';
import { idempotencyKey, unwrap } from '@tsunagi/api-client';

import { EMPTY_THREAD, lastSeq } from '../timeline/thread';
import type { Outgoing, OutgoingKind } from '../timeline/thread';
import { api } from './client';
import { keepDetail } from './conversations';
import { confirm, keepUnconfirmed } from './outbox';
import { changeThread, held } from './threads';

/** Per customer, what is being sent: the next waits, so that the order on the wire is the order of writing. */
const lines = new Map<string, Promise<void>>();

/** Shows the text at once and sends it. It stays in sight, to be sent again, when that does not work. */
export function write(conversation: ConversationSummary, authorId: string, kind: OutgoingKind, text: string): void {
  const outgoing: Outgoing = {
    key: idempotencyKey(),
    kind,
    conversationId: conversation.id,
    text,
    at: new Date().toISOString(),
    afterSeq: lastSeq(held(conversation.customer.id) ?? EMPTY_THREAD),
    authorId,
    state: 'sending',
  };
  keepUnconfirmed(conversation.customer.id, outgoing);
  changeThread(conversation.customer.id, { type: 'write', outgoing });
  enqueue(conversation.customer.id, outgoing);
}

/** Once more, under the same key: the server does not store it twice. */
export function writeAgain(customerId: string, outgoing: Outgoing): void {
  changeThread(customerId, { type: 'again', key: outgoing.key });
  enqueue(customerId, outgoing);
}

export function discard(customerId: string, key: string): void {
  confirm(customerId, key);
  changeThread(customerId, { type: 'discard', key });
}

function enqueue(customerId: string, outgoing: Outgoing): void {
  const before = lines.get(customerId) ?? Promise.resolve();
  lines.set(
    customerId,
    before.then(() => post(customerId, outgoing)),
  );
}

async function post(customerId: string, { key, kind, conversationId, text }: Outgoing): Promise<void> {
  const options = {
    params: { path: { id: conversationId }, header: { 'idempotency-key': key } },
    body: { text },
  };
  try {
    const detail = await unwrap(
      kind === 'note'
        ? api.POST('/api/v1/conversations/{id}/notes', options)
        : api.POST('/api/v1/conversations/{id}/messages', options),
    );
    confirm(customerId, key);
    keepDetail(detail);
    const bySeq = detail.conversation.last_seq;
    const { afterSeq } = held(customerId)?.outgoing.find((it) => it.key === key) ?? { afterSeq: bySeq };
    // An answer that does not count the message yet says nothing about when its entry is here.
    changeThread(customerId, { type: 'accepted', key, bySeq: bySeq > afterSeq ? bySeq : Infinity });
  } catch (error) {
    changeThread(customerId, { type: 'failed', key, error });
  }
}
