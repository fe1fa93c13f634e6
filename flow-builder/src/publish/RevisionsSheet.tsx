/** What was published, newest first, and the way back to any of it. */
import './publish.css';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Revision } from '@tsunagi/api-client';
import { Badge, Button, ErrorState, LoadingText, Sheet, Skeleton, TextArea, Time, toast, useErrorText } from '@tsunagi/ui';
import { useState } from 'react';

import { flowKeys, listRevisions, rollbackFlow } from '../api/flows';
import { useServices } from '../editor/services';
import { useEditor, useEditorStore } from '../editor/store';
import { useT } from '../texts';

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
  if (back) return <Rollback revision={back} onBack={() => setBack(null)} onDone={close} />;
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

interface RollbackProps {
  revision: Revision;
  onBack: () => void;
  onDone: () => void;
}

function Rollback({ revision, onBack, onDone }: RollbackProps) {
  const t = useT();
  const client = useQueryClient();
  const errorText = useErrorText();
  const { published } = useServices();
  const flowId = useEditor((state) => state.flowId);
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { number } = revision;
  const publish = async () => {
    setBusy(true);
    try {
      const flow = await rollbackFlow(flowId, number, note.trim());
      published(flow);
      toast({ tone: 'good', text: t('publish.done', { number: flow.published?.number ?? number }) });
      await client.invalidateQueries({ queryKey: flowKeys.all });
      onDone();
    } catch (problem) {
      toast({ tone: 'bad', text: errorText(problem) });
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={t('publish.rollbackTitle', { number })}
      isOpen
      onOpenChange={(open) => {
        if (!open) onBack();
      }}
      footer={
        <>
          <Button onPress={onBack}>{t('publish.cancel')}</Button>
          <Button variant="primary" isDisabled={isBusy} onPress={() => void publish()}>
            {t('publish.rollbackSubmit', { number })}
          </Button>
        </>
      }
    >
      <div className="publish">
        <p>{t('publish.rollbackText', { number })}</p>
        {revision.note !== '' && <blockquote>{revision.note}</blockquote>}
        <TextArea label={t('publish.note')} value={note} onChange={setNote} />
      </div>
    </Sheet>
  );
}
