import type { ConversationSummary, Me, Overview } from '@tsunagi/api-client';
import { Button, EmptyState, ErrorState, LinkButton, LoadingText, Skeleton } from '@tsunagi/ui';
import { useMemo, useRef } from 'react';

import { useConversations } from '../api/conversations';
import { addressOf } from '../desk/places';
import { useT } from '../texts';
import { ListItem } from './ListItem';
import { useListKeys } from './useListKeys';
import { byWait } from './views';
import type { View } from './views';
import { ViewTabs } from './ViewTabs';

interface ConversationListProps {
  view: View;
  openId: string | undefined;
  overview: Overview | undefined;
  me: Me | undefined;
}

export function ConversationList({ view, openId, overview, me }: ConversationListProps) {
  const t = useT();
  const list = useConversations(view);
  const box = useRef<HTMLElement>(null);
  const items = useMemo(() => {
    const all = list.data?.pages.flatMap((page) => page.items) ?? [];
    // Pages may shift while they are read: one conversation shows once.
    const unique = [...new Map(all.map((it) => [it.id, it])).values()];
    return view === 'closed' ? unique : unique.sort(byWait);
  }, [list.data, view]);
  useListKeys(box, view);

  return (
    <aside ref={box} className="desk-list" aria-label={t('view.label')}>
      <ViewTabs view={view} overview={overview} openId={openId} />
      <div className="list-scroll">
        {list.isPending ? <Loading /> : null}
        {list.isError && items.length === 0 ? (
          <ErrorState title={t('load.list')} error={list.error} onRetry={() => void list.refetch()} />
        ) : null}
        {list.isSuccess && items.length === 0 ? <NothingHere view={view} maySimulate={me?.abilities.includes('use_simulator') ?? false} /> : null}
        {items.length > 0 ? (
          <ul className="list-items">
            {items.map((item) => (
              <ListItem key={item.id} item={item} view={view} isOpen={item.id === openId} isMine={isMine(item, me?.user.id)} />
            ))}
          </ul>
        ) : null}
        {list.hasNextPage ? (
          <div className="list-more">
            <Button size="small" isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {t('list.more')}
            </Button>
          </div>
        ) : null}
      </div>
    </aside>
  );
}

function isMine(item: ConversationSummary, meId: string | undefined): boolean {
  return meId !== undefined && item.assignee?.id === meId;
}

function NothingHere({ view, maySimulate }: { view: View; maySimulate: boolean }) {
  const t = useT();
  const simulate = maySimulate ? <LinkButton href="/simulator">{t('empty.simulate')}</LinkButton> : null;
  const action =
    view === 'waiting' ? simulate : <LinkButton href={addressOf('waiting')}>{t('empty.showWaiting')}</LinkButton>;
  return (
    <EmptyState
      text={t(`empty.${view}`)}
      action={action}
    />
  );
}

function Loading() {
  return (
    <div className="list-loading">
      <LoadingText />
      {[0, 1, 2, 3].map((it) => (
        <Skeleton key={it} lines={2} />
      ))}
    </div>
  );
}

