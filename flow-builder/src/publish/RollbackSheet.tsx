/** What going back to an earlier revision would do, in words, and the button that does it. */
import './publish.css';

import type { Revision } from '@tsunagi/api-client';
import { Button, ErrorState, LoadingText, Sheet, Skeleton, TextArea } from '@tsunagi/ui';
import { useState } from 'react';

import { rollbackFlow } from '../api/flows';
import { useEditor } from '../editor/store';
import { useT } from '../texts';
import { PreviewChanges } from './PreviewChanges';
import { PreviewRunning } from './PreviewRunning';
import { usePreview, usePublishing } from './usePreview';

export function RollbackSheet({ revision, onBack }: { revision: Revision; onBack: () => void }) {
  const t = useT();
  const flowId = useEditor((state) => state.flowId);
  const [note, setNote] = useState('');
  const { number } = revision;
  const preview = usePreview(number);
  const { data, error, refetch } = preview;
  const { isBusy, submit } = usePublishing(preview, (version) =>
    rollbackFlow(flowId, version, { revision: number, note: note.trim() }),
  );
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
          <Button variant="primary" isDisabled={!data?.can_publish || isBusy} onPress={() => void submit()}>
            {t('publish.rollbackSubmit', { number })}
          </Button>
        </>
      }
    >
      <div className="publish">
        <p>{t('publish.rollbackText', { number })}</p>
        {revision.note !== '' && <blockquote>{revision.note}</blockquote>}
        {error ? <ErrorState error={error} title={t('publish.failedTitle')} onRetry={() => void refetch()} /> : null}
        {!data && !error && (
          <>
            <LoadingText />
            <p className="muted">{t('publish.loading')}</p>
            <Skeleton lines={3} />
          </>
        )}
        {data && (
          <>
            <PreviewChanges preview={data} />
            <PreviewRunning preview={data} />
            <TextArea label={t('publish.note')} help={t('publish.noteHelp')} helpWhen="always" value={note} onChange={setNote} />
          </>
        )}
      </div>
    </Sheet>
  );
}
