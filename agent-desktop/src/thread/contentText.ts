import type { Content } from '@tsunagi/api-client';

import { useT } from '../texts';

/** A content in one line of words. */
export function useContentText(): (content: Content) => string {
  const t = useT();
  return (content) => {
    switch (content.type) {
      case 'text':
        return content.text;
      case 'choice':
        return [content.text, ...content.options.map((it) => it.label)].join(' / ');
      case 'picked':
        return content.label;
      case 'media':
        return content.caption || content.alt || t.or(`content.${content.media}`, content.media);
      case 'location':
        return content.label || `${content.latitude}, ${content.longitude}`;
      case 'sticker':
        return content.name || t('content.sticker');
      case 'unknown':
        return t('content.unknown', { name: content.type_name });
    }
  };
}
