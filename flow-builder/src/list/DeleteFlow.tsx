/** Deleting a flow: one that was never published comes back with one click; one that was asks for its name. */
import { useQueryClient } from '@tanstack/react-query';
import type { FlowSummary } from '@tsunagi/api-client';
import { ConfirmByName, toast, undoToast, useErrorText } from '@tsunagi/ui';
import { useEffect } from 'react';

import { createFlow, deleteFlow, flowKeys, readFlow } from '../api/flows';
import { useT } from '../texts';

interface Props {
  flow: FlowSummary | null;
  onClose: () => void;
}

export function DeleteFlow({ flow, onClose }: Props) {
  const t = useT();
  const client = useQueryClient();
  const errorText = useErrorText();
  const isDraft = flow !== null && !flow.published;

  const remove = async (target: FlowSummary) => {
    const listed = client.getQueryData<FlowSummary[]>(flowKeys.all);
    try {
      const whole = await readFlow(target.id);
      client.setQueryData<FlowSummary[]>(flowKeys.all, (flows) => flows?.filter((it) => it.id !== target.id));
      await deleteFlow(target.id);
      if (target.published) {
        toast({ text: t('list.deleted', { name: target.name }) });
      } else {
        undoToast(t('list.deleted', { name: target.name }), () => {
          void createFlow({ name: whole.name, document: whole.document, tests: whole.tests })
            .then(() => client.invalidateQueries({ queryKey: flowKeys.all }))
            .then(() => toast({ tone: 'good', text: t('list.restored', { name: whole.name }) }))
            .catch((error: unknown) => toast({ tone: 'bad', text: errorText(error) }));
        });
      }
    } catch (error) {
      client.setQueryData(flowKeys.all, listed);
      toast({ tone: 'bad', text: errorText(error) });
    }
    await client.invalidateQueries({ queryKey: flowKeys.all });
  };

  useEffect(() => {
    if (!flow || !isDraft) return;
    onClose();
    void remove(flow);
  }, [flow, isDraft]);

  if (!flow || isDraft) return null;
  return (
    <ConfirmByName
      title={t('list.deleteTitle', { name: flow.name })}
      text={t('list.deleteText')}
      name={flow.name}
      confirmLabel={t('list.deleteConfirm')}
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      onConfirm={() => void remove(flow)}
    />
  );
}
