/** What publishing would do, in words, and the button that does it. */
import './publish.css';

import type { PublishPreview } from '@tsunagi/api-client';
import { Button, Checkbox, ErrorState, LoadingText, Sheet, Skeleton, TextArea, TextField } from '@tsunagi/ui';
import { useState } from 'react';

import { publishFlow } from '../api/flows';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { Outcome } from '../tests/TestsPanel';
import { useT } from '../texts';
import { PreviewChanges } from './PreviewChanges';
import { PreviewProblems } from './PreviewProblems';
import { PreviewRunning } from './PreviewRunning';
import { usePreview, usePublishing } from './usePreview';

export function PublishSheet() {
  const isOpen = useEditor((state) => state.dialog === 'publish');
  return isOpen ? <OpenSheet /> : null;
}

function OpenSheet() {
  const t = useT();
  const { store } = useServices();
  const flowId = useEditor((state) => state.flowId);
  const name = useEditor((state) => state.name);
  const save = useEditor((state) => state.save);
  const [note, setNote] = useState('');
  /** The version whose red tests are accepted. */
  const [accepted, setAccepted] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const preview = usePreview();
  const { data, error, refetch } = preview;
  const close = () => store.getState().set({ dialog: 'none' });
  const isSaved = save.type === 'saved';
  const override = data !== undefined && accepted === data.version;
  const isRed = data?.tests.some((test) => !test.passed) ?? false;
  const canPublish = data?.can_publish === true && isSaved && (!isRed || (override && reason.trim() !== ''));
  const { isBusy, submit } = usePublishing(preview, (version) =>
    publishFlow(flowId, version, { note: note.trim(), ...(isRed ? { override_reason: reason.trim() } : {}) }),
  );

  return (
    <Sheet
      title={t('publish.title', { name })}
      isOpen
      onOpenChange={(open) => {
        if (!open) close();
      }}
      footer={
        <>
          <Button onPress={close}>{t('publish.cancel')}</Button>
          <Button variant="primary" isDisabled={!canPublish || isBusy} onPress={() => void submit()}>
            {t('publish.submit')}
          </Button>
        </>
      }
    >
      <div className="publish">
        {!isSaved && <p className="publish-warning">{t('publish.saveFirst')}</p>}
        {error ? <ErrorState error={error} title={t('publish.failedTitle')} onRetry={() => void refetch()} /> : null}
        {!data && !error && (
          <>
            <LoadingText />
            <p className="muted">{t('publish.loading')}</p>
            <Skeleton lines={5} />
          </>
        )}
        {data && (
          <>
            <PreviewChanges preview={data} />
            <PreviewProblems problems={data.problems} onGo={close} />
            <Tests preview={data} />
            <PreviewRunning preview={data} />
            {isRed && (
              <section className="override">
                <Checkbox isSelected={override} onChange={(on) => setAccepted(on ? data.version : null)}>
                  {t('publish.override')}
                </Checkbox>
                {override && (
                  <TextField label={t('publish.reason')} help={t('publish.reasonHelp')} value={reason} onChange={setReason} />
                )}
              </section>
            )}
            <TextArea label={t('publish.note')} help={t('publish.noteHelp')} helpWhen="always" value={note} onChange={setNote} />
          </>
        )}
      </div>
    </Sheet>
  );
}

/** Red ones first. */
function Tests({ preview }: { preview: PublishPreview }) {
  const t = useT();
  const tests = [...preview.tests].sort((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <section>
      <h3>{t('publish.tests')}</h3>
      {tests.length === 0 ? (
        <p className="muted">{t('publish.noTests')}</p>
      ) : (
        <ul className="preview-tests">
          {tests.map((test, index) => (
            <li key={`${index}-${test.name}`} className="test-row">
              <strong>{test.name}</strong>
              <Outcome outcome={test} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
