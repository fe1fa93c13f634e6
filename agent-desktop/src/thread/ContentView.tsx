import type { Content } from '@tsunagi/api-client';
import { FileText, MapPin, Sticker } from 'lucide-react';
import { isSafe, linkify } from '@tsunagi/links';
import { useState } from 'react';

import { useT } from '../texts';

/** A message's content. Whatever came from outside is text, never HTML. */
export function ContentView({ content }: { content: Content }) {
  const t = useT();
  switch (content.type) {
    case 'text':
      return <Text text={content.text} />;
    case 'choice':
      return (
        <>
          <Text text={content.text} />
          <ul className="chips" aria-label={t('content.options')}>
            {content.options.map((option) => (
              <li key={option.id} className="chip">
                {option.label}
              </li>
            ))}
          </ul>
        </>
      );
    case 'picked':
      return <Text text={t('content.picked', { label: content.label })} />;
    case 'media':
      return <Media media={content} />;
    case 'location': {
      const { latitude, longitude, label } = content;
      return (
        <span className="attachment">
          <MapPin size={16} aria-hidden />
          <span>
            {label || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}
            <br />
            <Outside
              href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`}
              text={t('content.map')}
            />
          </span>
        </span>
      );
    }
    case 'sticker':
      return (
        <span className="attachment">
          <Sticker size={16} aria-hidden />
          {content.name ? t('content.stickerNamed', { name: content.name }) : t('content.sticker')}
        </span>
      );
    case 'unknown':
      return <em className="bubble-quiet">{t('content.unknown', { name: content.type_name })}</em>;
  }
}

function Text({ text }: { text: string }) {
  return (
    <span className="text">
      {linkify(text).map((part, index) =>
        part.href === undefined ? part.text : <Outside key={index} href={part.href} text={part.text} />,
      )}
    </span>
  );
}

function Outside({ href, text }: { href: string; text: string }) {
  const t = useT();
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={t('content.newTab')}>
      {text}
    </a>
  );
}

function Media({ media }: { media: Extract<Content, { type: 'media' }> }) {
  const t = useT();
  const [broken, setBroken] = useState(false);
  const kind = t.or(`content.${media.media}`, media.media);
  const name = media.alt || kind;
  const url = media.url && isSafe(media.url, globalThis.location.origin) ? media.url : undefined;
  const caption = media.caption ? <Text text={media.caption} /> : null;
  if (url !== undefined && media.media === 'image' && !broken) {
    return (
      <>
        <a className="picture" href={url} target="_blank" rel="noopener noreferrer nofollow" title={t('content.newTab')}>
          <img src={url} alt={name} loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
        </a>
        {caption}
      </>
    );
  }
  return (
    <>
      <span className="attachment">
        <FileText size={16} aria-hidden />
        {url === undefined ? t('content.noUrl', { kind: name }) : <Outside href={url} text={name} />}
      </span>
      {caption}
    </>
  );
}
