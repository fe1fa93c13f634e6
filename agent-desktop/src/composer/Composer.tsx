import type { ConversationDetail, User } from '@tsunagi/api-client';
import { ChannelMark, Segmented, useActions } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { MessageSquareReply, StickyNote } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

import type { ConversationActions } from '../actions/useConversationActions';
import { write } from '../api/write';
import { useT } from '../texts';
import type { OutgoingKind } from '../timeline/thread';
import { Blocked, NotOurs } from './Barred';
import { focusComposer, offerFocus } from './focus';
import { WriteField } from './WriteField';

interface ComposerProps {
  detail: ConversationDetail;
  me: User;
  actions: ConversationActions;
}

/** Where one writes: a reply that knows its channel, or a note. What may be written, the server says. */
export function Composer({ detail, me, actions }: ComposerProps) {
  const t = useT();
  const { conversation, reply } = detail;
  const mayReply = conversation.abilities.includes('reply');
  const mayNote = conversation.abilities.includes('note');
  const canWrite = mayReply && !reply.blocked;
  const [kind, setKind] = useState<OutgoingKind>('message');
  const box = useRef<HTMLElement>(null);
  /** What had the focus when it was asked for before there was a field. */
  const awaitedFrom = useRef<Element>(null);
  const shown: OutgoingKind = mayNote ? kind : 'message';

  useEffect(() => {
    const focusField = (): void => {
      const field = box.current?.querySelector<HTMLElement>('.write-input');
      awaitedFrom.current = field ? null : document.activeElement;
      field?.focus();
    };
    // Not out of the hands of whoever went elsewhere in the meantime. What was pressed may be gone, and its focus with it.
    const { activeElement } = document;
    if (awaitedFrom.current && (activeElement === awaitedFrom.current || activeElement === document.body)) focusField();
    awaitedFrom.current = null;
    return offerFocus((wanted) => {
      flushSync(() => setKind(wanted));
      focusField();
    });
  }, [canWrite]);
  useActions(
    useMemo((): Action[] => {
      const group = t('act.group');
      return [
        { id: 'reply', name: t('act.reply'), group, shortcut: 'r', visible: () => canWrite, perform: () => focusComposer('message') },
        { id: 'note', name: t('act.note'), group, shortcut: 'n', visible: () => mayNote, perform: () => focusComposer('note') },
      ];
    }, [t, canWrite, mayNote]),
  );

  const send = (text: string): void => {
    write(conversation, me.id, shown, text);
  };
  return (
    <section ref={box} className="composer" data-kind={shown} aria-label={t('composer.mode')}>
      <div className="composer-mode">
        {mayNote ? (
          <Segmented
            label={t('composer.mode')}
            value={shown}
            onChange={setKind}
            segments={[
              { id: 'message', label: t('composer.reply'), icon: MessageSquareReply },
              { id: 'note', label: t('composer.note'), icon: StickyNote },
            ]}
          />
        ) : null}
        {shown === 'message' && mayReply ? (
          <span className="composer-channel">
            <ChannelMark channel={reply.channel} account={reply.account} size={14} />
          </span>
        ) : null}
      </div>
      {shown === 'note' || canWrite ? (
        <WriteField key={`${conversation.id} ${shown}`} detail={detail} authorId={me.id} kind={shown} onWrite={send} />
      ) : reply.blocked && mayReply ? (
        <Blocked detail={detail} onNote={mayNote ? () => focusComposer('note') : undefined} />
      ) : (
        <NotOurs detail={detail} me={me} actions={actions} />
      )}
    </section>
  );
}
