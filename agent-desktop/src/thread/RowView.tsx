import type { CustomerSummary } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';

import type { Row } from '../timeline/rows';
import { useT } from '../texts';
import { EventRow } from './EventRow';
import { MessageView } from './MessageView';
import { NoteView } from './NoteView';
import { OutgoingView } from './OutgoingView';
import { StepsView } from './StepsView';

export interface RowProps {
  customer: CustomerSummary;
  meId: string | undefined;
}

export function RowView({ row, openSteps, ...context }: RowProps & { row: Row; openSteps: boolean }) {
  const t = useT();
  const format = useFormat();
  switch (row.kind) {
    case 'day':
      return (
        <li className="row-day">
          <time dateTime={row.at} title={format.exact(row.at)}>
            {format.date(row.at)}
          </time>
        </li>
      );
    case 'boundary':
      return (
        <li className="row-boundary">
          <span>{t('row.conversation', { at: format.brief(row.at) })}</span>
        </li>
      );
    case 'message':
      return <MessageView row={row} {...context} />;
    case 'note':
      return <NoteView row={row} meId={context.meId} />;
    case 'event':
      return <EventRow entry={row.entry} body={row.body} meId={context.meId} />;
    case 'steps':
      return <StepsView row={row} startOpen={openSteps} {...context} />;
    case 'outgoing':
      return <OutgoingView outgoing={row.outgoing} customerId={context.customer.id} />;
  }
}
