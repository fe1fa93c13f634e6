/** What is wrong at a field, what to do, and the mend where one is offered. */
import { useLanguage } from '@tsunagi/i18n';
import { Button } from '@tsunagi/ui';

import type { Problem } from '../../engine/types';
import { Marked, unmarked } from '../../parts/Marked';
import { applyFix } from '../../problems/fix';
import { useServices } from '../../editor/services';

export function Notes({ id, problems }: { id: string; problems: readonly Problem[] }) {
  const [language] = useLanguage();
  const services = useServices();
  if (problems.length === 0) return null;
  return (
    <ul className="notes" id={id}>
      {problems.map((problem) => (
        <li key={`${problem.code}${problem.message.en}`} data-severity={problem.severity}>
          <Marked text={problem.message[language]} /> <Marked text={problem.mend[language]} />
          {problem.fix && (
            <Button size="small" onPress={() => applyFix(services, problem)}>
              {unmarked(problem.fix.title[language])}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
