import { lastSeq } from '@tsunagi/webchat-client';
import type { ChatState, Content } from '@tsunagi/webchat-client';

import type { Messages } from '../i18n';

export interface Announcement {
  readonly seq: number;
  readonly text: string;
}

/**
 * What to speak of that which came after `heard`, and how far that goes. Until the first catch-up is through,
 * `heard` is undefined and nothing is spoken.
 */
export function announcements(
  state: ChatState,
  heard: number | undefined,
  t: Messages,
): { added: Announcement[]; seq: number | undefined } {
  if (heard === undefined) {
    return { added: [], seq: state.link === 'ready' ? lastSeq(state.log) : undefined };
  }
  const fresh = state.log.entries.filter((it) => it.seq > heard && it.from !== 'customer');
  const added = fresh.map((it) => ({ seq: it.seq, text: `${it.name ?? t.support}: ${spokenContent(it.content, t)}` }));
  return { added, seq: Math.max(heard, lastSeq(state.log)) };
}

function spokenContent(content: Content, t: Messages): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'choice':
      return [content.text, ...content.options.map((it) => it.label)].join('\n');
    case 'picked':
      return content.label;
    case 'media':
      return `${t[content.media]} ${content.alt} ${content.caption}`.trim();
    case 'location':
      return content.label;
    case 'sticker':
      return `${t.sticker} ${content.name}`;
    case 'unknown':
      return t.unknown;
  }
}
