import { useFormat } from '@tsunagi/i18n';
import { AppHeader, EmptyState, ErrorState } from '@tsunagi/ui';
import { MessagesSquare } from 'lucide-react';
import { useEffect } from 'react';

import { useLive } from '../api/live';
import { useMe, useOverview, useLogOut } from '../api/session';
import { ConversationList } from '../list/ConversationList';
import { useT } from '../texts';
import { ConversationPane } from '../thread/ConversationPane';
import { DeskStatus } from './DeskStatus';
import { usePlace } from './places';

/** List, thread and customer side by side; on a narrow screen one of them at a time. */
export function DeskPage() {
  const t = useT();
  const { view, conversationId } = usePlace();
  const format = useFormat();
  const me = useMe();
  const overview = useOverview();
  const logOut = useLogOut();
  useLive();
  const { conversations_waiting: count = 0, conversations_counted_to: most = 0 } = overview.data ?? {};
  useEffect(() => {
    document.title = count > 0 ? t('titleWaiting', { waiting: format.countTo(count, most) }) : t('title');
  }, [count, most, format, t]);

  const allowed = me.data === undefined || me.data.abilities.includes('read_conversations');
  return (
    <div className="desk" data-open={conversationId !== undefined || undefined}>
      <AppHeader current="desk" me={me.data} onLogOut={() => logOut.mutate()}>
        <DeskStatus overview={overview.data} readAtMs={overview.dataUpdatedAt} />
      </AppHeader>
      {me.isError ? (
        <main id="main" className="desk-broken">
          <h1 className="tn-hidden">{t('title')}</h1>
          <ErrorState error={me.error} onRetry={() => void me.refetch()} />
        </main>
      ) : allowed ? (
        <div className="desk-columns">
          <ConversationList view={view} openId={conversationId} overview={overview.data} me={me.data} />
          {conversationId === undefined ? (
            <main id="main" className="desk-main desk-choose" tabIndex={-1}>
              <h1 className="tn-hidden">{t('title')}</h1>
              <EmptyState icon={MessagesSquare} text={t('empty.choose')} />
            </main>
          ) : (
            <ConversationPane key={conversationId} id={conversationId} view={view} me={me.data?.user} />
          )}
        </div>
      ) : (
        <main id="main" className="desk-broken">
          <h1 className="tn-hidden">{t('title')}</h1>
          <EmptyState text={t('forbidden')} />
        </main>
      )}
    </div>
  );
}
