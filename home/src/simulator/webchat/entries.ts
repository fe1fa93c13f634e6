import type { ChatEntry, Content, Failure, Log, Pending } from '@tsunagi/webchat-client';

import type { Bubble, Piece } from '../bubbles';

/** Why something was not sent, for people. */
export type Reasons = Readonly<Record<Failure, string>>;

/** A chat as bubbles of a phone: what was said here stands where it was said. */
export function chatBubbles({ entries, pending }: Log, reasons: Reasons): Bubble[] {
  const items = [
    ...entries.map((entry) => ({ place: entry.seq, bubble: entryBubble(entry) })),
    ...pending.map((said) => ({ place: said.afterSeq + 0.5, bubble: pendingBubble(said, reasons) })),
  ];
  return items.toSorted((a, b) => a.place - b.place).map((item) => item.bubble);
}

function entryBubble({ seq, at, from, name, content, client_id: clientId }: ChatEntry): Bubble {
  return {
    key: clientId ?? `entry-${seq}`,
    from: from === 'customer' ? 'customer' : 'business',
    at,
    piece: contentPiece(content),
    options: content.type === 'choice' ? content.options : [],
    ...(name ? { name } : {}),
    ...(from === 'customer' ? { mark: { state: 'taken' } as const } : {}),
  };
}

function pendingBubble({ clientId, at, body, state, failure = 'no_answer' }: Pending, reasons: Reasons): Bubble {
  const text = body.type === 'text' ? body.text : body.label;
  const base = { key: clientId, from: 'customer', piece: { type: 'text', text }, options: [] } as const;
  const bubble = { ...base, at: new Date(at).toISOString() };
  if (state !== 'failed') return { ...bubble, mark: { state: state === 'accepted' ? 'taken' : 'sending' } };
  return { ...bubble, mark: { state: 'refused', reason: reasons[failure] }, canRepeat: failure === 'no_answer' };
}

function contentPiece(content: Content): Piece {
  switch (content.type) {
    case 'text':
    case 'choice':
      return { type: 'text', text: content.text };
    case 'picked':
      return { type: 'text', text: content.label };
    case 'media':
      if (content.media === 'image' && content.url) return { type: 'image', url: content.url, text: content.caption };
      return { type: 'other', text: content.caption || content.alt || content.media };
    case 'location':
      return { type: 'location', label: content.label, latitude: content.latitude, longitude: content.longitude };
    case 'sticker':
      return { type: 'sticker' };
    case 'unknown':
      return { type: 'other', text: content.type_name };
  }
}
