/** When a draft could not be saved: what happened, what is kept, and the ways on. */
import './save.css';

import { useQuery } from '@tanstack/react-query';
import { useFormat, useLanguage } from '@tsunagi/i18n';
import { Button, Dialog, ErrorState, LoadingText, Skeleton } from '@tsunagi/ui';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';

import { type DraftFlow, readFlow } from '../api/flows';
import { nodeName } from '../catalog/catalog';
import { compareFlows, type Difference } from '../document/compare';
import { readDocument } from '../document/read';
import type { FlowDocument } from '../document/types';
import { exportMine } from '../editor/autosave';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { useT } from '../texts';

export function SaveTrouble() {
  const save = useEditor((state) => state.save);
  if (save.type === 'conflict') return <Conflict />;
  if (save.type === 'refused') return <Refused detail={save.detail} />;
  return null;
}

function Refused({ detail }: { detail: string }) {
  const t = useT();
  const { flush } = useServices();
  return (
    <div className="save-trouble" role="alert">
      <CircleAlert size={16} aria-hidden />
      <span>{t('save.refusedText', { detail })}</span>
      <Button size="small" onPress={() => void flush()}>
        {t('save.retry')}
      </Button>
    </div>
  );
}

function Conflict() {
  const t = useT();
  const format = useFormat();
  const { store, keepMine, takeTheirs } = useServices();
  const [isBusy, setBusy] = useState(false);
  const flowId = useEditor((state) => state.flowId);
  const mine = useEditor((state) => state.document);
  const { data, error, refetch } = useQuery({ queryKey: ['conflict', flowId], queryFn: () => readTheirs(flowId), gcTime: 0 });
  const editor = data?.theirs.updated_by?.name;
  return (
    <Dialog
      role="alertdialog"
      title={editor === undefined ? t('save.conflictTitle') : t('save.conflictTitleBy', { name: editor })}
      isOpen
      isDismissable={false}
      onOpenChange={() => undefined}
      footer={
        <>
          <Button onPress={() => exportMine(store)}>{t('save.downloadMine')}</Button>
          <Button isDisabled={isBusy || !data} onPress={() => data && takeTheirs(data.theirs)}>
            {t('save.takeTheirs')}
          </Button>
          <Button
            variant="primary"
            isDisabled={isBusy || !data}
            onPress={() => {
              if (!data) return;
              setBusy(true);
              void keepMine(data.theirs).finally(() => setBusy(false));
            }}
          >
            {t('save.keepMine')}
          </Button>
        </>
      }
    >
      <div className="form must-decide">
        {data && (
          <>
            <p>
              {editor === undefined
                ? t('save.conflictText', { time: format.brief(data.theirs.updated_at) })
                : t('save.conflictTextBy', { name: editor, time: format.brief(data.theirs.updated_at) })}
            </p>
            <Differences theirs={data.document} mine={mine} />
            <p className="muted">{t('save.mineBackup')}</p>
          </>
        )}
        {!data && error && (
          <>
            <ErrorState error={error} title={t('save.theirsFailed')} onRetry={() => void refetch()} />
            <p className="muted">{t('save.mineKept')}</p>
          </>
        )}
        {!data && !error && (
          <>
            <LoadingText />
            <Skeleton lines={3} />
          </>
        )}
      </div>
    </Dialog>
  );
}

async function readTheirs(flowId: string): Promise<{ theirs: DraftFlow; document: FlowDocument }> {
  const theirs = await readFlow(flowId);
  const document = readDocument(theirs.document);
  if (!document) throw new Error('it is not a flow document that this page can show');
  return { theirs, document };
}

const NAMED = 5;

function Differences({ theirs, mine }: { theirs: FlowDocument; mine: FlowDocument }) {
  const t = useT();
  const [language] = useLanguage();
  const { onlyLeft, onlyRight, changed, flow }: Difference = compareFlows(theirs, mine);
  const names = changed.slice(0, NAMED).map((id) => nodeName(mine, id, language));
  const lines = [
    ...(onlyLeft.length > 0 ? [t('save.nodesAdded', { count: onlyLeft.length })] : []),
    ...(onlyRight.length > 0 ? [t('save.nodesRemoved', { count: onlyRight.length })] : []),
    ...(changed.length > 0
      ? [t('save.nodesChanged', { count: changed.length, names: names.join(', ') + (changed.length > NAMED ? '…' : '') })]
      : []),
    ...(flow ? [t('save.flowChanged')] : []),
  ];
  return (
    <section>
      <h3>{t('save.theirs')}</h3>
      <ul className="differences">
        {lines.length === 0 ? <li>{t('save.same')}</li> : lines.map((line) => <li key={line}>{line}</li>)}
      </ul>
    </section>
  );
}
