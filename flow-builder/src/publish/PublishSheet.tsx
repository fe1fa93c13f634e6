/** What publishing would do, in words, and the button that does it. */
import './publish.css';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLanguage } from '@tsunagi/i18n';
import type { PublishPreview } from '@tsunagi/api-client';
import {
  Button,
  Checkbox,
  ErrorState,
  LoadingText,
  Sheet,
  Skeleton,
  TextArea,
  TextField,
  toast,
  useErrorText,
} from '@tsunagi/ui';
import { useState } from 'react';

import { flowKeys, previewPublish, publishFlow } from '../api/flows';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { Marked } from '../parts/Marked';
import { Outcome } from '../tests/TestsPanel';
import { useT } from '../texts';
import { PreviewProblems } from './PreviewProblems';

export function PublishSheet() {
  const isOpen = useEditor((state) => state.dialog === 'publish');
  return isOpen ? <OpenSheet /> : null;
}

function OpenSheet() {
  const t = useT();
  const { store, flush, published } = useServices();
  const client = useQueryClient();
  const errorText = useErrorText();
  const flowId = useEditor((state) => state.flowId);
  const name = useEditor((state) => state.name);
  const save = useEditor((state) => state.save);
  const [note, setNote] = useState('');
  const [override, setOverride] = useState(false);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: flowKeys.preview(flowId),
    // The server compares what it has: the draft goes there first.
    queryFn: async () => {
      await flush();
      return previewPublish(flowId);
    },
    gcTime: 0,
  });
  const close = () => store.getState().set({ dialog: 'none' });
  const isSaved = save.type === 'saved';
  const isRed = data?.tests.some((test) => !test.passed) ?? false;
  const canPublish = data?.can_publish === true && isSaved && (!isRed || (override && reason.trim() !== ''));

  const publish = async () => {
    setBusy(true);
    try {
      const flow = await publishFlow(flowId, {
        note: note.trim(),
        ...(isRed ? { override_reason: reason.trim() } : {}),
      });
      published(flow);
      close();
      toast({ tone: 'good', text: t('publish.done', { number: flow.published?.number ?? 0 }) });
      await client.invalidateQueries({ queryKey: flowKeys.all });
    } catch (problem) {
      toast({ tone: 'bad', text: errorText(problem) });
      void refetch();
    } finally {
      setBusy(false);
    }
  };

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
          <Button variant="primary" isDisabled={!canPublish || isBusy} onPress={() => void publish()}>
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
            <Changes preview={data} />
            <PreviewProblems problems={data.problems} onGo={close} />
            <Tests preview={data} />
            <section>
              <h3>{t('publish.running')}</h3>
              <p>{running(data, t)}</p>
            </section>
            {isRed && (
              <section className="override">
                <Checkbox isSelected={override} onChange={setOverride}>
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

function running(preview: PublishPreview, t: ReturnType<typeof useT>): string {
  const count = preview.running_conversations;
  if (preview.running_is_at_least) return t('publish.runningAtLeast', { count });
  return count === 0 ? t('publish.runningNone') : t('publish.runningSome', { count });
}

function Changes({ preview }: { preview: PublishPreview }) {
  const t = useT();
  const [language] = useLanguage();
  const { store } = useServices();
  const isFirst = useEditor((state) => state.published === null);
  return (
    <section>
      <h3>{t('publish.changes')}</h3>
      {preview.changes.length === 0 ? (
        <p className="muted">{t(isFirst ? 'publish.first' : 'publish.noChanges')}</p>
      ) : (
        <ul className="changes">
          {preview.changes.map((change, index) => {
            const { node } = change;
            return (
              <li key={`${index}-${change.en}`}>
                {node != null && node in store.getState().document.nodes ? (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      store.getState().set({ dialog: 'none' });
                      store.getState().show([node]);
                    }}
                  >
                    <Marked text={change[language]} />
                  </button>
                ) : (
                  <Marked text={change[language]} />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
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
