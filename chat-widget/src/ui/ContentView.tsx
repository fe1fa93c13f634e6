import { isSafe, linkify } from '@tsunagi/links';
import type { ChoiceOption, Content } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { Words } from '../i18n';
import { FileIcon, PinIcon } from './icons';
import type { ChoiceState } from './rows';

interface ContentProps {
  readonly content: Content;
  readonly choice?: ChoiceState;
  readonly words: Words;
  /** The chat server's: its own files are shown too. */
  readonly origin: string;
  readonly onPick: (option: ChoiceOption) => void;
}

/** A message's content. Everything that came from outside is text; nothing is ever read as HTML. */
export function ContentView({ content, choice, words, origin, onPick }: ContentProps): JSX.Element {
  const { t } = words;
  switch (content.type) {
    case 'text':
      return <Text text={content.text} words={words} />;
    case 'picked':
      return <Text text={content.label} words={words} />;
    case 'choice':
      return (
        <>
          {content.text !== '' && <Text text={content.text} words={words} />}
          <Options options={content.options} choice={choice ?? { live: false }} words={words} onPick={onPick} />
        </>
      );
    case 'media':
      return <MediaView media={content} words={words} origin={origin} />;
    case 'location': {
      const { latitude, longitude, label } = content;
      const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
      return (
        <span class="attachment">
          <PinIcon />
          <span>
            {label || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}
            <br />
            <Link href={href} text={t.openMap} words={words} />
          </span>
        </span>
      );
    }
    case 'sticker':
      return <span class="quiet">{content.name ? `${t.sticker}: ${content.name}` : t.sticker}</span>;
    case 'unknown':
      return <span class="quiet">{t.unknown}</span>;
  }
}

function Text({ text, words }: { text: string; words: Words }): JSX.Element {
  return (
    <span class="text">
      {linkify(text).map((part) =>
        part.href === undefined ? part.text : <Link href={part.href} text={part.text} words={words} />,
      )}
    </span>
  );
}

function Link({ href, text, words }: { href: string; text: string; words: Words }): JSX.Element {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={words.t.newTab}>
      {text}
    </a>
  );
}

function Options(props: {
  options: readonly ChoiceOption[];
  choice: ChoiceState;
  words: Words;
  onPick: (option: ChoiceOption) => void;
}): JSX.Element {
  const { options, choice, words, onPick } = props;
  return (
    <span class="options" role="group">
      {options.map((option) => {
        const picked = option.id === choice.picked;
        return (
          <button
            key={option.id}
            type="button"
            class={picked ? 'option picked' : 'option'}
            disabled={!choice.live}
            onClick={() => onPick(option)}
          >
            {option.label}
            {picked && <span class="hidden"> ({words.t.picked})</span>}
          </button>
        );
      })}
    </span>
  );
}

function MediaView(props: { media: Extract<Content, { type: 'media' }>; words: Words; origin: string }): JSX.Element {
  const { media, words, origin } = props;
  const [broken, setBroken] = useState(false);
  const { t } = words;
  const kind = t[media.media];
  const name = media.alt || kind;
  const url = media.url !== undefined && isSafe(media.url, origin) ? media.url : undefined;
  const caption = media.caption !== '' && <Text text={media.caption} words={words} />;
  if (url === undefined) return <span class="quiet">{media.caption || t.mediaAbsent(name)}</span>;
  if (media.media === 'image' && !broken) {
    return (
      <>
        <a class="picture" href={url} target="_blank" rel="noopener noreferrer nofollow" title={t.newTab}>
          <img src={url} alt={name} loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(true)} />
        </a>
        {caption}
      </>
    );
  }
  return (
    <>
      <span class="attachment">
        <FileIcon />
        <Link href={url} text={name} words={words} />
      </span>
      {caption}
    </>
  );
}
