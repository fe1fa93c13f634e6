import type { ConversationDetail } from '@tsunagi/api-client';
import { Button, EmptyState, ErrorState, LoadingText, Skeleton } from '@tsunagi/ui';
import { ArrowDown } from 'lucide-react';
import { useMemo } from 'react';

import { useThread } from '../api/threads';
import { useTyping } from '../api/typing';
import { useT } from '../texts';
import { rows } from '../timeline/rows';
import { EMPTY_THREAD, lastSeq } from '../timeline/thread';
import { Announcer } from './Announcer';
import { Earlier } from './Earlier';
import { RowView } from './RowView';
import { useScroll } from './useScroll';

interface TimelineProps {
  detail: ConversationDetail;
  meId: string;
}

const dayOf = (at: string): string => new Date(at).toDateString();

/** Everything that was said with this customer, on every channel, the latest at the bottom. */
export function Timeline({ detail, meId }: TimelineProps) {
  const t = useT();
  const { customer, state } = detail.conversation;
  const query = useThread(customer.id, meId);
  const thread = query.data ?? EMPTY_THREAD;
  const typing = useTyping(customer.id);
  const shown = useMemo(() => rows(thread, dayOf), [thread]);
  const scroll = useScroll(thread, typing);
  const lastKey = shown.at(-1)?.key;

  return (
    <div className="timeline-frame">
      <div
        ref={scroll.box}
        className="timeline"
        role="region"
        aria-label={t('thread.timeline', { name: customer.name })}
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <div className="timeline-inner">
          {query.isPending ? (
            <div className="timeline-loading">
              <LoadingText />
              <Skeleton lines={3} />
            </div>
          ) : null}
          {query.isError && thread.entries.length === 0 ? (
            <ErrorState title={t('load.thread')} error={query.error} onRetry={() => void query.refetch()} />
          ) : null}
          {query.isSuccess && shown.length === 0 ? <EmptyState text={t('empty.thread')} /> : null}
          {thread.entries.length > 0 ? <Earlier customerId={customer.id} more={thread.more} box={scroll.box} /> : null}
          <ol className="rows">
            {shown.map((row) => (
              <RowView
                key={row.key}
                row={row}
                customer={customer}
                meId={meId}
                openSteps={row.key === lastKey && state === 'flow'}
              />
            ))}
          </ol>
          {typing ? (
            <p className="row-typing" role="status">
              {t('thread.typing', { name: customer.name })}
            </p>
          ) : null}
        </div>
      </div>
      {scroll.away ? (
        <div className="timeline-pill">
          <Button size="small" icon={ArrowDown} onPress={scroll.toEnd}>
            {scroll.below > 0 ? t('thread.newBelow', { count: scroll.below }) : t('thread.toEnd')}
          </Button>
        </div>
      ) : null}
      <Announcer thread={thread} customer={customer} ready={query.isSuccess} lastSeq={lastSeq(thread)} />
    </div>
  );
}
