/** Keeps the played conversation as a test of the flow. */
import { Button, Popover, TextField, toast } from '@tsunagi/ui';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';

import { useEditor, useEditorStore } from '../editor/store';
import { recordTest } from '../tests/record';
import { useT } from '../texts';
import { textOf } from './conversation';
import type { Simulator } from './useSimulator';

export function SaveTest({ simulator }: { simulator: Simulator }) {
  const t = useT();
  const canEdit = useEditor((state) => state.canEdit);
  // A conversation that began in the middle is not what a customer can have.
  if (!canEdit || simulator.from !== null || !simulator.played) return null;
  return (
    <Popover
      label={t('simulator.saveTest')}
      placement="top"
      trigger={
        <Button size="small" icon={FlaskConical}>
          {t('simulator.saveTest')}
        </Button>
      }
    >
      {(close) => <NameTest simulator={simulator} close={close} />}
    </Popover>
  );
}

function NameTest({ simulator, close }: { simulator: Simulator; close: () => void }) {
  const t = useT();
  const store = useEditorStore();
  const { played, setting } = simulator;
  const [name, setName] = useState(() => {
    const first = played?.lines.find((line) => line.type === 'customer');
    return first?.type === 'customer' ? textOf(first.content).slice(0, 60) : '';
  });
  const save = () => {
    if (!played || name.trim() === '') return;
    const { name: flow, tests } = store.getState();
    const test = recordTest(flow, name.trim(), setting, played);
    store.getState().set({ tests: [...tests, test as unknown as Record<string, unknown>] });
    toast({ tone: 'good', text: t('simulator.testSaved', { name: name.trim() }) });
    close();
  };
  return (
    <div className="form">
      <TextField label={t('simulator.testName')} value={name} onChange={setName} onSubmit={save} autoFocus />
      <Button variant="primary" isDisabled={name.trim() === ''} onPress={save}>
        {t('simulator.saveTest')}
      </Button>
    </div>
  );
}
