/** The problems that the server found, errors first; a click goes to the node. */
import type { FlowProblem } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';

import { nodeName } from '../catalog/catalog';
import { useServices } from '../editor/services';
import { ProblemButton } from '../problems/ProblemButton';
import { useT } from '../texts';

export function PreviewProblems({ problems, onGo }: { problems: readonly FlowProblem[]; onGo: () => void }) {
  const t = useT();
  const [language] = useLanguage();
  const { store } = useServices();
  const sorted = [...problems].sort((a, b) => a.severity.localeCompare(b.severity));
  const hasError = problems.some((problem) => problem.severity === 'error');
  return (
    <section>
      <h3>{t('publish.problems')}</h3>
      {problems.length === 0 && <p className="muted">{t('bar.noProblems')}</p>}
      {hasError && <p className="publish-warning">{t('publish.blocked')}</p>}
      <ul>
        {sorted.map((problem, index) => {
          const { node } = problem;
          const where = node ? nodeName(store.getState().document, node, language) : t('problems.flow');
          return (
            <li key={`${index}-${problem.code}`} className="problem" data-severity={problem.severity}>
              <ProblemButton
                problem={problem}
                where={where}
                onGo={() => {
                  onGo();
                  if (node) store.getState().show([node]);
                  else store.getState().set({ panel: 'problems' });
                }}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
