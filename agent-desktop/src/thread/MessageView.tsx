import type { Author, CustomerSummary } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { ChannelMark, classes } from '@tsunagi/ui';

import { useT } from '../texts';
import type { MessageRow } from '../timeline/rows';
import { ContentView } from './ContentView';
import { DeliveryView } from './DeliveryView';

interface MessageViewProps {
  row: MessageRow;
  customer: CustomerSummary;
  meId: string | undefined;
}

/** One message: time and channel in the margin, who said it, what, and how far it got. */
export function MessageView({ row, customer, meId }: MessageViewProps) {
  const t = useT();
  const format = useFormat();
  const { entry, content, unsent, first, tellDelivery } = row;
  const { author, channel, account, delivery } = entry;
  return (
    <li id={`e-${entry.seq}`} className={classes('row-message', first && 'row-first')} data-author={author.type}>
      <div className="row-margin">
        {first && channel ? <ChannelMark channel={channel} {...(account ? { account } : {})} iconOnly size={14} /> : null}
        <time dateTime={entry.at} title={format.exact(entry.at)}>
          {format.time(entry.at)}
        </time>
      </div>
      <div className="row-body">
        <span className={first ? 'row-author' : 'tn-hidden'}>{authorName(author, customer, meId, t)}</span>
        <div className="bubble">
          {unsent ? <em className="bubble-quiet">{t('row.unsent')}</em> : <ContentView content={content} />}
        </div>
        {delivery && tellDelivery ? <DeliveryView delivery={delivery} channel={channel ?? ''} /> : null}
      </div>
    </li>
  );
}

export function authorName(
  author: Author,
  customer: CustomerSummary,
  meId: string | undefined,
  t: ReturnType<typeof useT>,
): string {
  switch (author.type) {
    case 'customer':
      return customer.name;
    case 'agent':
      return author.id === meId ? t('who.you') : author.name;
    case 'flow':
    case 'system':
      return t(`who.${author.type}`);
  }
}
