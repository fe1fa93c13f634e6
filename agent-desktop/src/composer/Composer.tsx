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

/** How long a field that was asked for is waited for: it comes with the server's answer, or not at all. */
const AWAITED_MS = 2_000;

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
  /** What had the focus when it was asked for before there was a field, and when the field comes too late. */
  const awaited = useRef<{ from: Element | null; untilMs: number }>(null);
  const shown: OutgoingKind = mayNote ? kind : 'message';

  useEffect(() => {
    const focusField = (): void => {
      const field = box.current?.querySelector<HTMLElement>('.write-input');
      awaited.current = field ? null : { from: document.activeElement, untilMs: performance.now() + AWAITED_MS };
      field?.focus();
    };
    // Not out of the hands of whoever went elsewhere in the meantime. What was pressed may be gone, and its focus with it.
    const { activeElement } = document;
    const wish = awaited.current;
    const isStillThere = wish && (activeElement === wish.from || activeElement === document.body);
    if (isStillThere && performance.now() < wish.untilMs) focusField();
    awaited.current = null;
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
