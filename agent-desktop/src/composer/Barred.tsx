import type { ConversationDetail, User } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { Button, useChannelName } from '@tsunagi/ui';
import { Ban, Hand } from 'lucide-react';

import type { ConversationActions } from '../actions/useConversationActions';
import { useT } from '../texts';

interface BlockedProps {
  detail: ConversationDetail;
  onNote: (() => void) | undefined;
}

/** The customer closed the channel: why nothing can be sent, and what can be done. */
export function Blocked({ detail, onNote }: BlockedProps) {
  const t = useT();
  const format = useFormat();
  const channelName = useChannelName();
  const { reply, identities, conversation } = detail;
  const others = identities
    .filter((it) => it.channel !== reply.channel || it.account !== reply.account)
    .map((it) => channelName(it.channel));
  return (
    <div className="barred" role="status">
      <Ban size={16} aria-hidden />
      <p>
        {t('composer.blocked', { name: conversation.customer.name, channel: channelName(reply.channel) })}
        {others.length > 0 ? ` ${t('composer.blockedOther', { list: format.list([...new Set(others)]) })}` : null}
      </p>
      {onNote ? (
        <Button size="small" onPress={onNote}>
          {t('composer.blockedNote')}
        </Button>
      ) : null}
    </div>
  );
}

interface NotOursProps {
  detail: ConversationDetail;
  me: User;
  actions: ConversationActions;
}

/** Somebody else answers, or nobody yet: who, and the way to take it. */
export function NotOurs({ detail, me, actions: { actions, pending } }: NotOursProps) {
  const t = useT();
  const take = actions.find((it) => it.id === 'take_over');
  return (
    <div className="barred" role="status">
      <p>{reasonText(detail, me, t)}</p>
      {take ? (
        <Button variant="primary" size="small" icon={Hand} isDisabled={pending !== undefined} onPress={take.perform}>
          {take.name}
        </Button>
      ) : null}
    </div>
  );
}

function reasonText(detail: ConversationDetail, me: User, t: ReturnType<typeof useT>): string {
  const { state, assignee, customer } = detail.conversation;
  const { name } = customer;
  if (state !== 'active') return t(`composer.${state}`, { name });
  if (assignee && assignee.id !== me.id) return t('composer.other', { agent: assignee.name, name });
  return t('composer.cannot');
}
