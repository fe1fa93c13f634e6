/** `/builder/flows/:id` and `/builder/flows/:id/nodes/:node`: loads the flow, brings back what was not saved last time, and opens it. */
import { useQuery } from '@tanstack/react-query';
import type { Flow } from '@tsunagi/api-client';
import { currentLanguage } from '@tsunagi/i18n';
import { ErrorState, LoadingText, Skeleton, toast } from '@tsunagi/ui';
import { useEffect, useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';

import { readFlow } from '../api/flows';
import { placeMissing } from '../document/arrange';
import { readDocument } from '../document/read';
import { clearBackup, readBackup } from '../save/backup';
import { t, useT } from '../texts';
import { Editor } from './Editor';
import { createEditorStore, type EditorStore } from './store';

export function EditorPage() {
  const { id = '', '*': rest = '' } = useParams();
  const node = /^nodes\/([^/]+)/.exec(rest)?.[1];
  const { data, error, refetch } = useQuery({
    queryKey: ['flow', id],
    queryFn: () => readFlow(id),
    // The editor owns the document from here on: reading it again would take away what is being typed.
    staleTime: Infinity,
    gcTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div className="editor-loading">
        <LoadingText />
        <Skeleton height={40} />
        <Skeleton height={320} />
      </div>
    );
  }
  return <Opened key={data.id} flow={data} node={node} />;
}

function Opened({ flow, node }: { flow: Flow; node: string | undefined }) {
  const t = useT();
  const navigate = useNavigate();
  const store = useMemo(() => openFlow(flow), [flow]);
  useEffect(() => {
    const previous = document.title;
    document.title = `${flow.name} · ${t('title')} · Tsunagi`;
    return () => {
      document.title = previous;
    };
  }, [flow.name, t]);

  useEffect(() => {
    if (store && node !== undefined && node in store.getState().document.nodes) store.getState().show([node]);
    if (store) restoreBackup(store, flow);
    // Only once: afterwards the address follows the selection, not the other way round.
  }, [store]);

  useEffect(() => {
    if (!store) return undefined;
    return store.subscribe((state, before) => {
      if (state.selection === before.selection) return;
      const [only] = state.selection;
      const path = state.selection.length === 1 && only !== undefined ? `/nodes/${encodeURIComponent(only)}` : '';
      void navigate(`/flows/${flow.id}${path}`, { replace: true });
    });
  }, [store, navigate, flow.id]);

  if (!store) return <ErrorState error={new Error(t('list.importFailed'))} />;
  return <Editor store={store} version={flow.version} savedAt={flow.updated_at} />;
}

function openFlow(flow: Flow): EditorStore | null {
  const document = readDocument(flow.document);
  if (!document) return null;
  return createEditorStore({
    id: flow.id,
    name: flow.name,
    document: placeMissing(document),
    tests: flow.tests,
    savedAt: flow.updated_at,
    language: currentLanguage(),
    canEdit: flow.abilities.includes('edit_flows'),
    canPublish: flow.abilities.includes('publish_flows'),
    published: flow.published?.number ?? null,
  });
}

/** Brings back what did not reach the server last time. When somebody saved meanwhile, saving shows the conflict. */
function restoreBackup(store: EditorStore, flow: Flow): void {
  const backup = readBackup(flow.id);
  const document = backup ? readDocument(backup.draft.document) : null;
  if (!backup || !document || !store.getState().canEdit) return;
  const server = { document: store.getState().document, name: flow.name, tests: flow.tests };
  store.getState().replace({ document: placeMissing(document), name: backup.draft.name, tests: backup.draft.tests });
  toast({
    text: t('save.restoredText'),
    action: {
      label: t('save.discard'),
      perform: () => {
        clearBackup(flow.id);
        store.getState().replace(server);
      },
    },
    stayMs: 15_000,
  });
}
