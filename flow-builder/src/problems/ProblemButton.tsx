/** A problem as people read it; pressing it leads to its place. */
import { useLanguage } from '@tsunagi/i18n';
import { CircleAlert, TriangleAlert } from 'lucide-react';

import { Marked } from '../parts/Marked';
import { useT } from '../texts';

interface ProblemButtonProps {
  problem: { severity: string; message: Record<'en' | 'ja', string>; mend: Record<'en' | 'ja', string> };
  /** What its place is called. */
  where: string;
  onGo: () => void;
}

export function ProblemButton({ problem, where, onGo }: ProblemButtonProps) {
  const t = useT();
  const [language] = useLanguage();
  const isError = problem.severity === 'error';
  const Drawing = isError ? CircleAlert : TriangleAlert;
  return (
    <button type="button" className="problem-go" onClick={onGo}>
      <Drawing size={15} aria-label={t(isError ? 'problems.error' : 'problems.warning')} />
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
  );
}
