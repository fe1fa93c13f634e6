import type { ConversationSummary } from '@tsunagi/api-client';
import { ChannelMark, Time } from '@tsunagi/ui';
import { memo } from 'react';
import { Link } from 'react-router';

import { addressOf } from '../desk/places';
import { useT } from '../texts';
import type { View } from './views';
import { WaitTime } from './WaitTime';

interface ListItemProps {
  item: ConversationSummary;
  view: View;
  isOpen: boolean;
  isMine: boolean;
}

export const ListItem = memo(function ListItem({ item, view, isOpen, isMine }: ListItemProps) {
  const t = useT();
  const { customer, channel, assignee, queue, reason } = item;
  return (
    <li>
      <Link className="list-link" to={addressOf(view, item.id)} aria-current={isOpen ? 'true' : undefined}>
        <span className="list-line">
          <ChannelMark channel={channel} iconOnly size={14} />
          <span className="list-name">{customer.name}</span>
          <span className="list-time">
            {item.waiting_since ? (
              <WaitTime since={item.waiting_since} channel={channel} />
            ) : (
              <Time at={item.last_at} show="brief" />
            )}
          </span>
        </span>
        <span className="list-preview">
          {item.preview_inbound || item.preview === '' ? null : <span className="list-us">{isMine ? t('list.you') : t('list.us')}</span>}
          {item.preview || t('list.nothing')}
        </span>
        {view === 'waiting' && (queue || reason) ? (
          <span className="list-note">{[queue, reason].filter(Boolean).join(' · ')}</span>
        ) : null}
        {view === 'active' && assignee ? <span className="list-note">{t('list.with', { name: assignee.name })}</span> : null}
      </Link>
    </li>
  );
});
