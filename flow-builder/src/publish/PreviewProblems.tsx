/** The problems that the server found, errors first; a click goes to the node. */
import type { FlowProblem } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { CircleAlert, TriangleAlert } from 'lucide-react';

import { nodeName } from '../catalog/catalog';
import { useServices } from '../editor/services';
import { Marked } from '../parts/Marked';
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
          const Drawing = problem.severity === 'error' ? CircleAlert : TriangleAlert;
          const { node } = problem;
          const where = node ? nodeName(store.getState().document, node, language) : t('problems.flow');
          return (
            <li key={`${index}-${problem.code}`} className="problem" data-severity={problem.severity}>
              <button
                type="button"
                className="problem-go"
                onClick={() => {
                  onGo();
                  if (node) store.getState().show([node]);
                  else store.getState().set({ panel: 'problems' });
                }}
              >
                <Drawing size={15} aria-hidden />
                <span>
                  <span className="problem-where">{where}</span>
                  <span>
                    <Marked text={problem.message[language]} />
                  </span>
                  <span className="muted">
                    <Marked text={problem.mend[language]} />
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
