import type { Content } from '@tsunagi/api-client';

import type { Bubble, Piece } from '../bubbles';
import type { ChatEntry, ChatState, Pending } from './session';

/** A chat as bubbles of a phone: what was said here stands where it was said. */
export function chatBubbles({ entries, pending }: Pick<ChatState, 'entries' | 'pending'>): Bubble[] {
  const items = [
    ...entries.map((entry) => ({ place: entry.seq, bubble: entryBubble(entry) })),
    ...pending.map((said) => ({ place: said.afterSeq + 0.5, bubble: pendingBubble(said) })),
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

function pendingBubble({ clientId, at, said, isStored, refusal }: Pending): Bubble {
  return {
    key: clientId,
    from: 'customer',
    at,
    piece: { type: 'text', text: said.type === 'message' ? said.text : said.label },
    options: [],
    mark: refusal === undefined ? { state: isStored ? 'taken' : 'sending' } : { state: 'refused', reason: refusal },
  };
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
