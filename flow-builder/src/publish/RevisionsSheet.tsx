/** What was published, newest first, and the way back to any of it. */
import './publish.css';

import { useQuery } from '@tanstack/react-query';
import type { Revision } from '@tsunagi/api-client';
import { Badge, Button, ErrorState, LoadingText, Sheet, Skeleton, Time } from '@tsunagi/ui';
import { useState } from 'react';

import { flowKeys, listRevisions } from '../api/flows';
import { useEditor, useEditorStore } from '../editor/store';
import { useT } from '../texts';
import { RollbackSheet } from './RollbackSheet';

export function RevisionsSheet() {
  const isOpen = useEditor((state) => state.dialog === 'revisions');
  return isOpen ? <OpenSheet /> : null;
}

function OpenSheet() {
  const t = useT();
  const store = useEditorStore();
  const flowId = useEditor((state) => state.flowId);
  const canPublish = useEditor((state) => state.canPublish);
  const [back, setBack] = useState<Revision | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: flowKeys.revisions(flowId), queryFn: () => listRevisions(flowId), gcTime: 0 });
  const close = () => store.getState().set({ dialog: 'none' });
  if (back) return <RollbackSheet revision={back} onBack={() => setBack(null)} />;
  return (
    <Sheet
      title={t('publish.revisions')}
      isOpen
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <div className="publish">
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error && (
          <>
            <LoadingText />
            <Skeleton lines={4} />
          </>
        )}
        {data?.length === 0 && <p className="muted">{t('publish.noRevisions')}</p>}
        <ol className="revisions">
          {data?.map((revision, index) => (
            <li key={revision.number}>
              <div>
                <strong>{t('publish.revision', { number: revision.number })}</strong>
                {index === 0 && <Badge tone="good">{t('publish.live')}</Badge>}
                <span className="bar-space" />
                {index > 0 && canPublish && (
                  <Button size="small" onPress={() => setBack(revision)}>
                    {t('publish.rollback')}
                  </Button>
                )}
              </div>
              {revision.note !== '' && <p>{revision.note}</p>}
              {revision.override_reason && (
                <p className="publish-warning">{t('publish.overridden', { reason: revision.override_reason })}</p>
              )}
              <p className="muted">
                <Time at={revision.published_at} /> · {revision.published_by} · <code>{revision.hash.slice(0, 12)}</code>
              </p>
            </li>
          ))}
        </ol>
      </div>
    </Sheet>
  );
}
