/** The flow's tests: the server plays them on the saved draft, as publishing will. */
import './tests.css';

import { useMutation } from '@tanstack/react-query';
import type { TestResult } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { Badge, Button, Disclosure, EmptyState, ErrorState, IconButton, undoToast } from '@tsunagi/ui';
import { FlaskConical, Play, Trash2 } from 'lucide-react';

import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { useT } from '../texts';
import { type FlowTest, readTest } from './format';
import { playTests } from './play';

export function TestsPanel() {
  const t = useT();
  const services = useServices();
  const { store } = services;
  const tests = useEditor((state) => state.tests);
  const canEdit = useEditor((state) => state.canEdit);
  const run = useMutation({ mutationFn: () => playTests(services) });
  const played = run.data?.type === 'played' ? run.data : null;

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
      <Button icon={Play} isDisabled={run.isPending} onPress={() => run.mutate()}>
        {run.isPending ? t('tests.running') : t('tests.run')}
      </Button>
      {run.isError && <ErrorState error={run.error} onRetry={() => run.mutate()} />}
      {run.data?.type === 'unsaved' && <p role="alert">{t('tests.saveFirst')}</p>}
      {run.data?.type === 'changed' && <p role="alert">{t('tests.changedMeanwhile')}</p>}
      {played?.isBlocked && <p role="alert">{t('simulator.blocked')}</p>}
      <ul>
        {tests.map((stored, index) => {
          const test = readTest(stored);
          return test ? (
            <li key={`${index}-${test.name}`} className="test">
              <TestRow test={test} outcome={played?.results.get(stored)} />
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

function TestRow({ test, outcome }: { test: FlowTest; outcome: TestResult | undefined }) {
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
export function Outcome({ outcome }: { outcome: TestResult }) {
  const t = useT();
  const [language] = useLanguage();
  return (
    <>
      <Badge tone={outcome.passed ? 'good' : 'bad'}>{outcome.passed ? t('tests.passed') : t('tests.failed')}</Badge>
      {outcome.failure && <p className="test-failure">{outcome.failure[language]}</p>}
      {outcome.transcript.length > 0 && (
        <Disclosure label={t('publish.transcript')}>
          <pre className="transcript">{outcome.transcript.join('\n')}</pre>
        </Disclosure>
      )}
    </>
  );
}
