import type { Entry } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { classes, useChannelName } from '@tsunagi/ui';

import { useT } from '../texts';
import type { EventBody } from '../timeline/rows';

interface EventRowProps {
  entry: Entry;
  body: EventBody;
  meId: string | undefined;
}

const BAD = ['flow_problem', 'channel_blocked', 'unsent_not_found'];

/** What happened, in words. */
export function EventRow({ entry, body, meId }: EventRowProps) {
  const t = useT();
  const format = useFormat();
  const channelName = useChannelName();
  const text = eventText(body.event, whoOf(entry, meId, t), channelName(entry.channel ?? ''), t);
  const bad = BAD.includes(body.event);
  return (
    <li id={`e-${entry.seq}`} className={classes('row-event', bad && 'row-event-bad')}>
      <time dateTime={entry.at} title={format.exact(entry.at)}>
        {format.time(entry.at)}
      </time>
      <span>
        {text}
        {body.detail ? <span className="row-detail"> {body.detail}</span> : null}
        {body.code ? <code className="row-code"> {body.code}</code> : null}
      </span>
    </li>
  );
}

function eventText(event: string, who: string | undefined, channel: string, t: ReturnType<typeof useT>): string {
  switch (event) {
    case 'flow_started':
    case 'handed_over':
    case 'flow_problem':
      return t(`event.${event}`);
    case 'taken_over':
    case 'handed_back':
      return t(`event.${event}`, { who: who ?? t('who.system') });
    case 'closed':
      return who === undefined ? t('event.closedAlone') : t('event.closed', { who });
    case 'channel_opened':
    case 'channel_blocked':
    case 'unsent_not_found':
    case 'unknown_event':
      return t(`event.${event}`, { channel });
    default:
      return t('event.other', { name: event });
  }
}

function whoOf({ author }: Entry, meId: string | undefined, t: ReturnType<typeof useT>): string | undefined {
  switch (author.type) {
    case 'agent':
      return author.id === meId ? t('who.you') : t('who.named', { name: author.name });
    case 'flow':
    case 'customer':
      return t(`who.${author.type}`);
    case 'system':
      return undefined;
  }
}
