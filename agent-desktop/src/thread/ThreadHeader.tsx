import type { ConversationDetail, User } from '@tsunagi/api-client';
import { Badge, Button, ChannelMark, IconButton, Menu, menuEntries } from '@tsunagi/ui';
import type { Tone } from '@tsunagi/ui';
import { ArrowLeft, EllipsisVertical, Info } from 'lucide-react';

import type { ConversationActions } from '../actions/useConversationActions';
import { useGo } from '../desk/places';
import type { View } from '../list/views';
import { useT } from '../texts';

interface ThreadHeaderProps {
  view: View;
  me: User | undefined;
  detail: ConversationDetail | undefined;
  actions: ConversationActions;
  onDetails: () => void;
}

const TONES: Readonly<Record<string, Tone>> = { queued: 'warn', active: 'accent', flow: 'neutral', closed: 'neutral' };

export function ThreadHeader({ view, me, detail, actions, onDetails }: ThreadHeaderProps) {
  const t = useT();
  const go = useGo();
  const conversation = detail?.conversation;
  return (
    <header className="thread-head">
      <span className="thread-back">
        <IconButton icon={ArrowLeft} label={t('thread.back')} onPress={() => go(view)} />
      </span>
      {conversation ? (
        <>
          <h1 className="thread-name">{conversation.customer.name}</h1>
          <span className="thread-channel">
            <ChannelMark channel={conversation.channel} account={conversation.account} size={14} />
          </span>
          <Badge tone={TONES[conversation.state] ?? 'neutral'}>{stateText(detail, me, t)}</Badge>
        </>
      ) : (
        <h1 className="thread-name">
          <span className="tn-hidden">{t('title')}</span>
        </h1>
      )}
      <ActionButtons {...actions} />
      {conversation ? (
        <span className="thread-details">
          <IconButton icon={Info} label={t('thread.details')} onPress={onDetails} />
        </span>
      ) : null}
    </header>
  );
}

/** Buttons where there is room, else one menu. */
function ActionButtons({ actions, pending }: ConversationActions) {
  const t = useT();
  if (actions.length === 0) return null;
  return (
    <>
      <div className="thread-actions">
        {actions.map(({ id, name, icon, perform }) => (
          <Button
            key={id}
            size="small"
            variant={id === 'take_over' ? 'primary' : 'default'}
            isDisabled={pending !== undefined}
            onPress={perform}
            {...(icon ? { icon } : {})}
          >
            {name}
          </Button>
        ))}
      </div>
      <span className="thread-menu">
        <Menu
          label={t('act.more')}
          placement="bottom end"
          trigger={<IconButton icon={EllipsisVertical} label={t('act.more')} />}
          sections={[{ id: 'actions', entries: menuEntries(actions) }]}
        />
      </span>
    </>
  );
}

function stateText(detail: ConversationDetail, me: User | undefined, t: ReturnType<typeof useT>): string {
  const { state, assignee } = detail.conversation;
  if (state !== 'active') return t(`state.${state}`);
  return assignee && assignee.id !== me?.id ? t('state.active', { name: assignee.name }) : t('state.mine');
}
