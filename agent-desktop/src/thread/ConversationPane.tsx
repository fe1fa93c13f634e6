import type { User } from '@tsunagi/api-client';
import { isProblem } from '@tsunagi/api-client';
import { ErrorState, LoadingText, Sheet, Skeleton } from '@tsunagi/ui';
import { useState } from 'react';

import { useConversationActions } from '../actions/useConversationActions';
import { useConversation } from '../api/conversations';
import { Composer } from '../composer/Composer';
import { CustomerPane } from '../customer/CustomerPane';
import type { View } from '../list/views';
import { useT } from '../texts';
import { ThreadHeader } from './ThreadHeader';
import { Timeline } from './Timeline';

interface ConversationPaneProps {
  id: string;
  view: View;
  me: User | undefined;
}

/** One conversation: its customer's timeline, the composer, and what is known about the customer. */
export function ConversationPane({ id, view, me }: ConversationPaneProps) {
  const t = useT();
  const query = useConversation(id);
  const [detailsOpen, setDetailsOpen] = useState(false);
  const detail = query.data;
  const actions = useConversationActions(detail);

  if (!detail || !me) {
    return (
      <main id="main" className="desk-main" tabIndex={-1}>
        <ThreadHeader view={view} me={me} detail={undefined} actions={actions} onDetails={() => undefined} />
        <div className="desk-broken">
          {query.isError ? (
            <ErrorState
              title={t('load.conversation')}
              error={query.error}
              {...(isProblem(query.error) && query.error.status === 404 ? {} : { onRetry: () => void query.refetch() })}
            />
          ) : (
            <>
              <LoadingText />
              <Skeleton lines={4} />
            </>
          )}
        </div>
      </main>
    );
  }
  return (
    <>
      <main id="main" className="desk-main" tabIndex={-1}>
        <ThreadHeader view={view} me={me} detail={detail} actions={actions} onDetails={() => setDetailsOpen(true)} />
        <Timeline detail={detail} meId={me.id} />
        <Composer detail={detail} me={me} actions={actions} />
      </main>
      <aside className="desk-customer" aria-label={t('customer.label')}>
        <CustomerPane detail={detail} meId={me.id} />
      </aside>
      <Sheet title={detail.conversation.customer.name} isOpen={detailsOpen} onOpenChange={setDetailsOpen} className="customer-sheet">
        <CustomerPane detail={detail} meId={me.id} hideName />
      </Sheet>
    </>
  );
}
