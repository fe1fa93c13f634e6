import { Button, classes, Time, useChannelName } from '@tsunagi/ui';
import { CircleAlert, MapPin, RotateCw, Smile } from 'lucide-react';
import { useState } from 'react';

import type { Bubble, Piece } from '../bubbles';
import { useT } from '../texts';

export interface BubbleViewProps {
  bubble: Bubble;
  channel: string;
  /** The first of a run of one side. */
  isFirst: boolean;
  onAgain: (key: string) => void;
}

export function BubbleView({ bubble, channel, isFirst, onAgain }: BubbleViewProps) {
  const t = useT();
  const { key, piece, mark, from, canRepeat, name } = bubble;
  if ((piece.type === 'follow' || piece.type === 'unfollow') && mark?.state !== 'refused') {
    return <li className="phone-event">{piece.type === 'follow' ? t('phone.followed') : t('phone.unfollowed')}</li>;
  }
  const refused = mark?.state === 'refused';
  return (
    <li className="bubble-row" data-from={from} data-first={isFirst || undefined}>
      {name && isFirst ? <span className="bubble-name">{name}</span> : null}
      <div className="bubble-line">
        <div className={classes('bubble', `bubble-${piece.type}`)} data-refused={refused || undefined}>
          <PieceView piece={piece} />
        </div>
        <span className="bubble-meta">
          {mark?.state === 'taken' ? <span>{t('phone.accepted')}</span> : null}
          {mark?.state === 'sending' ? <span>{t('phone.sending')}</span> : null}
          <Time at={bubble.at} show="time" />
        </span>
      </div>
      {mark?.state === 'refused' ? (
        <Refusal reason={mark.reason} from={from} channel={channel} onAgain={canRepeat ? () => onAgain(key) : undefined} />
      ) : null}
    </li>
  );
}

interface RefusalProps {
  reason: string;
  from: Bubble['from'];
  channel: string;
  onAgain: (() => void) | undefined;
}

function Refusal({ reason, from, channel, onAgain }: RefusalProps) {
  const t = useT();
  const name = useChannelName()(channel);
  const text = /^\d*$/.test(reason) ? t('phone.notTaken', { status: reason }) : reason;
  return (
    <div className="bubble-refusal">
      <CircleAlert size={14} aria-hidden />
      <span>
        {from === 'business' ? <strong>{t('phone.refused', { channel: name })}</strong> : null}
        <span>{text}</span>
      </span>
      {onAgain ? (
        <Button size="small" icon={RotateCw} onPress={onAgain}>
          {t('phone.again')}
        </Button>
      ) : null}
    </div>
  );
}

function PieceView({ piece }: { piece: Piece }) {
  const t = useT();
  switch (piece.type) {
    case 'text':
    case 'other':
      return <span className="bubble-words">{piece.text}</span>;
    case 'image':
      return <Picture url={piece.url} text={piece.text} />;
    case 'sticker':
      return (
        <span className="bubble-sticker">
          <Smile size={56} strokeWidth={1.4} aria-hidden />
          <span className="tn-hidden">{t('phone.stickerShown')}</span>
        </span>
      );
    case 'location':
      return (
        <span className="bubble-place">
          <MapPin size={18} aria-hidden />
          <span>
            <strong>{piece.label}</strong>
            <span className="tn-figures small">
              {piece.latitude.toFixed(5)}, {piece.longitude.toFixed(5)}
            </span>
          </span>
        </span>
      );
    case 'follow':
      return <span>{t('phone.follow')}</span>;
    case 'unfollow':
      return <span>{t('phone.unfollow')}</span>;
  }
}

function Picture({ url, text }: { url: string; text: string }) {
  const t = useT();
  const [broken, setBroken] = useState(false);
  return (
    <>
      {broken ? (
        <a className="bubble-broken" href={url} target="_blank" rel="noreferrer">
          {t('phone.imageAlt')}: {url}
        </a>
      ) : (
        <img src={url} alt={text || t('phone.imageAlt')} referrerPolicy="no-referrer" onError={() => setBroken(true)} />
      )}
      {text ? <span className="bubble-words">{text}</span> : null}
    </>
  );
}
