import { useFormat } from '@tsunagi/i18n';
import { ChevronRight, TriangleAlert, Workflow } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../texts';
import type { StepsRow } from '../timeline/rows';
import type { RowProps } from './RowView';
import { RowView } from './RowView';

/** Steps of a flow in one line, which opens. */
export function StepsView({ row, startOpen, ...context }: RowProps & { row: StepsRow; startOpen: boolean }) {
  const t = useT();
  const format = useFormat();
  // Undefined until somebody chose: then the tail of a running flow stays open by itself.
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const open = chosen ?? startOpen;
  return (
    <li className="row-steps">
      <button type="button" className="steps-line" aria-expanded={open} onClick={() => setChosen(!open)}>
        <time dateTime={row.at} title={format.exact(row.at)}>
          {format.time(row.at)}
        </time>
        <ChevronRight size={14} aria-hidden className="steps-chevron" />
        <Workflow size={14} aria-hidden />
        <span className="steps-count">{t('row.steps', { count: row.said })}</span>
        <span className="steps-answers">
          {row.answers.map(({ question, answer }, index) => (
            <span key={index} className="steps-answer" title={`${question} → ${answer}`}>
              <span className="steps-question">{question}</span> → {answer}
            </span>
          ))}
        </span>
        {row.troubled ? (
          <span className="steps-trouble">
            <TriangleAlert size={14} aria-hidden />
            {t('row.stepsTroubled')}
          </span>
        ) : null}
      </button>
      {open ? (
        <ol className="rows steps-rows">
          {row.rows.map((it) => (
            <RowView key={it.key} row={it} openSteps={false} {...context} />
          ))}
        </ol>
      ) : null}
    </li>
  );
}
