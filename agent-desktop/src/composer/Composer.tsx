import type { ConversationDetail, User } from '@tsunagi/api-client';
import { Segmented, useActions } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { MessageSquareReply, StickyNote } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';

import type { ConversationActions } from '../actions/useConversationActions';
import { write } from '../api/write';
import { useT } from '../texts';
import type { OutgoingKind } from '../timeline/thread';
import { Blocked, NotOurs } from './Barred';
import { COMPOSE_EVENT, focusComposer } from './focus';
import { WriteField } from './WriteField';

interface ComposerProps {
  detail: ConversationDetail;
  me: User | undefined;
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
  const shown: OutgoingKind = mayNote ? kind : 'message';

  useEffect(() => {
    const onCompose = (event: Event): void => {
      if (event instanceof CustomEvent) setKind(event.detail === 'note' ? 'note' : 'message');
      setTimeout(() => document.querySelector<HTMLElement>('.write-input')?.focus());
    };
    window.addEventListener(COMPOSE_EVENT, onCompose);
    return () => window.removeEventListener(COMPOSE_EVENT, onCompose);
  }, []);
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
    if (me) write(conversation, me.id, shown, text);
  };
  return (
    <section className="composer" data-kind={shown}>
      {mayNote ? (
        <div className="composer-mode">
          <Segmented
            label={t('composer.mode')}
            value={shown}
            onChange={setKind}
            segments={[
              { id: 'message', label: t('composer.reply'), icon: MessageSquareReply },
              { id: 'note', label: t('composer.note'), icon: StickyNote },
            ]}
          />
        </div>
      ) : null}
      {shown === 'note' || canWrite ? (
        <WriteField key={`${conversation.id} ${shown}`} detail={detail} kind={shown} onWrite={send} />
      ) : reply.blocked && mayReply ? (
        <Blocked detail={detail} onNote={mayNote ? () => focusComposer('note') : undefined} />
      ) : (
        <NotOurs detail={detail} me={me} actions={actions} />
      )}
    </section>
  );
}
