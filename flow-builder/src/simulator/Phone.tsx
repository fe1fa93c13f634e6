/** The customer's side: the chat as their channel shows it, and what they can say. */
import { useFormat } from '@tsunagi/i18n';
import { Button, IconButton, TextField } from '@tsunagi/ui';
import { Image, SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { useEditorStore } from '../editor/store';
import type { Content } from '../engine/types';
import { useT } from '../texts';
import type { Line, Played } from './conversation';
import { textOf } from './conversation';
import { HttpForm } from './HttpForm';
import type { Simulator } from './useSimulator';

/** Channels that have no buttons: options are written out and answered by typing. */
const TEXT_ONLY = ['sms', 'custom'];

export function Phone({ simulator, played }: { simulator: Simulator; played: Played }) {
  const t = useT();
  const { setting, say } = simulator;
  const [text, setText] = useState('');
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [played.lines.length, played.call]);
  const submit = () => {
    if (text.trim() === '') return;
    say({ text: text.trim() });
    setText('');
  };
  const canSay = !played.isOver;
  const lastChoice = played.lines.findLastIndex((line) => line.type === 'flow');
  return (
    <div className="phone" data-channel={setting.channel}>
      <div className="phone-chat" role="log" aria-label={t('simulator.chat')} lang={setting.language} tabIndex={0}>
        {played.lines.map((line, index) => (
          <ChatLine
            // Lines are only ever appended.
            key={index}
            line={line}
            isTextOnly={TEXT_ONLY.includes(setting.channel)}
            canPick={canSay && index === lastChoice}
            onSay={say}
          />
        ))}
        {played.call && <HttpForm key={played.call.call} call={played.call.request} onAnswer={simulator.answer} />}
        <Waiting played={played} onHandBack={simulator.handBack} />
        <div ref={end} />
      </div>
      <div className="phone-say">
        <IconButton
          icon={Image}
          label={t('simulator.photo')}
          isDisabled={!canSay}
          onPress={() => say({ media: { kind: 'image', source: { provider: 'photo-1' }, alt: t('simulator.photo'), caption: '' } })}
        />
        <TextField
          label={t('simulator.say')}
          hideLabel
          placeholder={t('simulator.sayPlaceholder')}
          value={text}
          onChange={setText}
          onSubmit={submit}
          isDisabled={!canSay}
        />
        <IconButton icon={SendHorizontal} label={t('simulator.send')} isDisabled={!canSay || text.trim() === ''} onPress={submit} />
      </div>
    </div>
  );
}

interface LineProps {
  line: Line;
  isTextOnly: boolean;
  canPick: boolean;
  onSay: (content: Content) => void;
}

function ChatLine({ line, isTextOnly, canPick, onSay }: LineProps) {
  const t = useT();
  const format = useFormat();
  const store = useEditorStore();
  switch (line.type) {
    case 'customer':
      return <p className="bubble bubble-customer">{textOf(line.content) || t('simulator.photoSent')}</p>;
    case 'flow':
      return (
        <div className="bubble-flow-row">
          <button
            type="button"
            className="bubble bubble-flow"
            title={line.node}
            onClick={() => store.getState().show([line.node.split('/').at(-1) ?? line.node])}
          >
            <Shown content={line.content} isTextOnly={isTextOnly} />
          </button>
          {'choice' in line.content && !isTextOnly && (
            <div className="options">
              {line.content.choice.options.map((option) => (
                <Button key={option.id} size="small" isDisabled={!canPick} onPress={() => onSay({ picked: option })}>
                  {option.label}
                </Button>
              ))}
            </div>
          )}
        </div>
      );
    case 'handover':
      return (
        <p className="event">
          {line.reason === ''
            ? t('simulator.handedOver', { queue: line.queue })
            : t('simulator.handedOverReason', { queue: line.queue, reason: line.reason })}
        </p>
      );
    case 'http':
      return (
        <p className="event">
          {line.request.method} {line.request.url}
          {line.result && 'answered' in line.result ? ` → ${line.result.answered.status}` : ''}
        </p>
      );
    case 'waited':
      return <p className="event">+{format.duration(line.seconds)}</p>;
    case 'ended':
      return <p className="event">{t('simulator.ended')}</p>;
    case 'trouble':
      return (
        <p className="event" data-tone={line.fatal ? 'bad' : 'warn'} title={line.detail}>
          {t(line.fatal ? 'simulator.failed' : 'simulator.note', {
            detail: `${line.node} · ${t.or(`trouble.${line.code}`, line.detail)}`,
          })}
        </p>
      );
    case 'handed_back':
      return <p className="event">{t('simulator.handedBack')}</p>;
  }
}

function Shown({ content, isTextOnly }: { content: Content; isTextOnly: boolean }) {
  if ('media' in content) {
    const { source, alt, caption } = content.media;
    const url = source['url'];
    return (
      <>
        {url && !isTextOnly ? <img src={url} alt={alt} /> : <span>{url ?? alt}</span>}
        {caption && <span>{caption}</span>}
      </>
    );
  }
  if ('choice' in content && isTextOnly) {
    const options = content.choice.options.map((option, index) => `${index + 1}. ${option.label}`);
    return <>{[content.choice.text, ...options].join('\n')}</>;
  }
  return <>{textOf(content)}</>;
}

function Waiting({ played, onHandBack }: { played: Played; onHandBack: () => void }) {
  const t = useT();
  const format = useFormat();
  if (played.isOver) return null;
  if (played.waitsFor === 'person') {
    return (
      <Button size="small" onPress={onHandBack}>
        {t('simulator.handBack')}
      </Button>
    );
  }
  if (played.waitsFor === 'time' && played.timer) {
    return <p className="event">{t('simulator.waitsFor', { time: format.dateTime(played.timer.due_ms) })}</p>;
  }
  return null;
}
