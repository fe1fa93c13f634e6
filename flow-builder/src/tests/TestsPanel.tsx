/** The flow's tests: run here, on the flow as it is on the screen. */
import './tests.css';

import { Badge, Button, Disclosure, EmptyState, IconButton, undoToast } from '@tsunagi/ui';
import { FlaskConical, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { readCalled } from '../api/context';
import { writeDocument } from '../document/read';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { useT } from '../texts';
import { type FlowTest, readTest } from './format';
import { runTest, type TestOutcome } from './run';

export function TestsPanel() {
  const t = useT();
  const { store, engine } = useServices();
  const tests = useEditor((state) => state.tests);
  const canEdit = useEditor((state) => state.canEdit);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<Record<string, unknown>, TestOutcome>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const [isBlocked, setBlocked] = useState(false);

  const run = async () => {
    setRunning(true);
    const { flowId } = store.getState();
    const document = writeDocument(store.getState().document);
    try {
      const compiled = await engine.compile(document, await readCalled(flowId, document));
      setBlocked('problems' in compiled);
      if ('problems' in compiled) return;
      const found = new Map<Record<string, unknown>, TestOutcome>();
      for (const stored of tests) {
        const test = readTest(stored);
        if (test) found.set(stored, await runTest(test, (session, event) => engine.step(compiled.program, session, event)));
        setOutcomes(new Map(found));
      }
      engine.forget(compiled.program);
    } finally {
      setRunning(false);
    }
  };

  const remove = (stored: Record<string, unknown>, test: FlowTest) => {
    const before = store.getState().tests;
    store.getState().set({ tests: before.filter((other) => other !== stored) });
    undoToast(t('tests.deleted', { name: test.name }), () => store.getState().set({ tests: before }));
  };

  if (tests.length === 0) {
    return (
      <EmptyState
        icon={FlaskConical}
        text={`${t('tests.none')} ${t('tests.noneText')}`}
        action={<Button onPress={() => store.getState().set({ simulating: true })}>{t('action.simulate')}</Button>}
      />
    );
  }
  return (
    <div className="tests">
      <Button icon={Play} isDisabled={isRunning} onPress={() => void run()}>
        {isRunning ? t('tests.running') : t('tests.run')}
      </Button>
      {isBlocked && <p role="alert">{t('simulator.blocked')}</p>}
      <ul>
        {tests.map((stored, index) => {
          const test = readTest(stored);
          return test ? (
            <li key={`${index}-${test.name}`} className="test">
              <TestRow test={test} outcome={outcomes.get(stored)} />
              {canEdit && (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t('tests.delete', { name: test.name })}
                  onPress={() => remove(stored, test)}
                />
              )}
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function TestRow({ test, outcome }: { test: FlowTest; outcome: TestOutcome | undefined }) {
  const t = useT();
  return (
    <div className="test-row">
      <strong>{test.name}</strong>
      <span className="muted">
        {test.channel} · {test.language} · {t('tests.steps', { count: test.steps.length })}
      </span>
      {outcome && <Outcome outcome={outcome} />}
    </div>
  );
}

/** Green or red, and for red what was expected and what came. */
export function Outcome({ outcome }: { outcome: Omit<TestOutcome, 'name'> }) {
  const t = useT();
  return (
    <>
      <Badge tone={outcome.passed ? 'good' : 'bad'}>{outcome.passed ? t('tests.passed') : t('tests.failed')}</Badge>
      {outcome.failure !== null && <p className="test-failure">{outcome.failure}</p>}
      {outcome.transcript.length > 0 && (
        <Disclosure label={t('publish.transcript')}>
          <pre className="transcript">{outcome.transcript.join('\n')}</pre>
        </Disclosure>
      )}
    </>
  );
}
