/** `/builder/flows/:id` and `/builder/flows/:id/nodes/:node`: loads the flow, brings back what was not saved last time, and opens it. */
import { useQuery } from '@tanstack/react-query';
import type { Flow } from '@tsunagi/api-client';
import { ErrorState, LoadingText, Skeleton } from '@tsunagi/ui';
import { useEffect, useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';

import { readFlow } from '../api/flows';
import { meQuery } from '../api/me';
import { removeOwnerless } from '../save/backup';
import { useT } from '../texts';
import { Editor } from './Editor';
import { bringBack, openFlow } from './opening';

export function EditorPage() {
  const { id = '', '*': rest = '' } = useParams();
  const node = /^nodes\/([^/]+)/.exec(rest)?.[1];
  const me = useQuery(meQuery);
  const flow = useQuery({
    queryKey: ['flow', id],
    queryFn: () => readFlow(id),
    // The editor owns the document from here on: reading it again would take away what is being typed.
    staleTime: Infinity,
    gcTime: 0,
  });
  const failed = [me, flow].find((query) => query.error);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!me.data || !flow.data) {
    return (
      <div className="editor-loading">
        <LoadingText />
        <Skeleton height={40} />
        <Skeleton height={320} />
      </div>
    );
  }
  return <Opened key={flow.data.id} flow={flow.data} userId={me.data.user.id} node={node} />;
}

function Opened({ flow, userId, node }: { flow: Flow; userId: string; node: string | undefined }) {
  const t = useT();
  const navigate = useNavigate();
  const opening = useMemo(() => openFlow(flow, userId), [flow, userId]);
  const store = opening?.store;
  useEffect(() => {
    const previous = document.title;
    document.title = `${flow.name} · ${t('title')} · Tsunagi`;
    return () => {
      document.title = previous;
    };
  }, [flow.name, t]);

  useEffect(() => {
    if (store && node !== undefined && node in store.getState().document.nodes) store.getState().show([node]);
    // Only once: afterwards the address follows the selection, not the other way round.
  }, [store]);

  useEffect(() => {
    removeOwnerless();
    return opening ? bringBack(opening) : undefined;
  }, [opening]);

  useEffect(() => {
    if (!store) return undefined;
    return store.subscribe((state, before) => {
      if (state.selection === before.selection) return;
      const [only] = state.selection;
      const path = state.selection.length === 1 && only !== undefined ? `/nodes/${encodeURIComponent(only)}` : '';
      void navigate(`/flows/${flow.id}${path}`, { replace: true });
    });
  }, [store, navigate, flow.id]);

  if (!opening) return <ErrorState error={new Error(t('list.importFailed'))} />;
  return <Editor opening={opening} />;
}
