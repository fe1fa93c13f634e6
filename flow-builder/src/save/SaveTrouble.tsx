/** When a draft could not be saved: what happened, what is kept, and the ways on. */
import './save.css';

import { useQuery } from '@tanstack/react-query';
import { useFormat, useLanguage } from '@tsunagi/i18n';
import { Button, Dialog, LoadingText, Skeleton, toast, useErrorText } from '@tsunagi/ui';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';

import { readFlow } from '../api/flows';
import { nodeName } from '../catalog/catalog';
import { compareFlows, type Difference } from '../document/compare';
import { readDocument } from '../document/read';
import type { FlowDocument } from '../document/types';
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
  const { keepMine, takeTheirs } = useServices();
  const errorText = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const flowId = useEditor((state) => state.flowId);
  const mine = useEditor((state) => state.document);
  const { data: theirs } = useQuery({ queryKey: ['conflict', flowId], queryFn: () => readFlow(flowId), gcTime: 0 });
  const document = theirs ? readDocument(theirs.document) : null;
  const editor = theirs?.updated_by?.name;
  const decide = (work: () => Promise<void>) => {
    setBusy(true);
    work()
      .catch((error: unknown) => toast({ tone: 'bad', text: errorText(error) }))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      role="alertdialog"
      title={editor === undefined ? t('save.conflictTitle') : t('save.conflictTitleBy', { name: editor })}
      isOpen
      isDismissable={false}
      onOpenChange={() => undefined}
      footer={
        <>
          <Button isDisabled={isBusy || !document} onPress={() => decide(takeTheirs)}>
            {t('save.takeTheirs')}
          </Button>
          <Button variant="primary" isDisabled={isBusy || !document} onPress={() => decide(keepMine)}>
            {t('save.keepMine')}
          </Button>
        </>
      }
    >
      <div className="form must-decide">
        {theirs && document ? (
          <>
            <p>
              {editor === undefined
                ? t('save.conflictText', { time: format.brief(theirs.updated_at) })
                : t('save.conflictTextBy', { name: editor, time: format.brief(theirs.updated_at) })}
            </p>
            <Differences theirs={document} mine={mine} />
            <p className="muted">{t('save.mineBackup')}</p>
          </>
        ) : (
          <>
            <LoadingText />
            <Skeleton lines={3} />
          </>
        )}
      </div>
    </Dialog>
  );
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
