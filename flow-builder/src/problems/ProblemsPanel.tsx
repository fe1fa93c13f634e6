/** Everything that is wrong, live. A click goes to the node and the field. */
import { useLanguage } from '@tsunagi/i18n';
import { Button } from '@tsunagi/ui';

import { nodeName } from '../catalog/catalog';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import type { Problem } from '../engine/types';
import { unmarked } from '../parts/Marked';
import { useT } from '../texts';
import { applyFix } from './fix';
import { ProblemButton } from './ProblemButton';
import { countOf, settingsPath } from './index';

const NOTHING_FOUND = { under_way: 'problems.checking', done: 'problems.none', impossible: 'problems.notChecked' } as const;

export function ProblemsPanel() {
  const t = useT();
  const problems = useEditor((state) => state.problems);
  const check = useEditor((state) => state.check);
  const count = countOf(problems);
  if (problems.length === 0) return <p className="panel-empty">{t(NOTHING_FOUND[check])}</p>;
  const sorted = [...problems].sort((a, b) => rank(a) - rank(b));
  return (
    <div className="problems">
      <p className="muted">
        {[
          count.errors > 0 ? t('problems.errors', { count: count.errors }) : '',
          count.total > count.errors ? t('problems.warnings', { count: count.total - count.errors }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {count.errors > 0 && <p className="muted">{t('problems.errorHelp')}</p>}
      <ul>
        {sorted.map((problem, index) => (
          <Row key={`${problem.code}-${problem.node ?? ''}-${problem.field ?? ''}-${index}`} problem={problem} />
        ))}
      </ul>
    </div>
  );
}

const rank = (problem: Problem): number => (problem.severity === 'error' ? 0 : 1);

function Row({ problem }: { problem: Problem }) {
  const t = useT();
  const [language] = useLanguage();
  const services = useServices();
  const name = useEditor((state) => (problem.node === null ? null : nodeName(state.document, problem.node, language)));
  const canEdit = useEditor((state) => state.canEdit);
  const go = () => {
    const { store } = services;
    if (problem.node === null) store.getState().set({ panel: 'flow' });
    else store.getState().show([problem.node], { field: problem.exit === null ? settingsPath(problem) : `exits.${problem.exit}` });
  };
  return (
    <li className="problem" data-severity={problem.severity}>
      <ProblemButton problem={problem} where={name ?? t('problems.flow')} onGo={go} />
      {problem.fix && canEdit && (
        <Button size="small" onPress={() => applyFix(services, problem)}>
          {unmarked(problem.fix.title[language])}
        </Button>
      )}
    </li>
  );
}
