import { Button, classes, Link, toast, undoToast } from '@tsunagi/ui';
import { Check, ChevronRight } from 'lucide-react';

import type { Step, StepId } from './steps';
import { useT } from './texts';

export interface ChecklistProps {
  steps: readonly Step[];
  onOpen: (id: StepId) => void;
  onHide: (hidden: boolean) => void;
}

export function Checklist({ steps, onOpen, onHide }: ChecklistProps) {
  const t = useT();
  const done = steps.filter((step) => step.done).length;
  const hide = () => {
    onHide(true);
    if (done < steps.length) undoToast(t('checklist.dismissed'), () => onHide(false));
    else toast({ text: t('checklist.dismissed') });
  };
  return (
    <section className="tn-card checklist" aria-labelledby="checklist-title">
      <div className="section-head">
        <h2 id="checklist-title">{t('checklist.title')}</h2>
        <span className="quiet small">{t('checklist.progress', { done, total: steps.length })}</span>
        <Button size="small" variant="quiet" onPress={hide}>
          {t('checklist.dismiss')}
        </Button>
      </div>
      <ol>
        {steps.map((step) => (
          <li key={step.id}>
            <Link href={step.href} className={classes('checklist-step', step.done && 'is-done')} onPress={() => onOpen(step.id)}>
              <span className="checklist-mark" aria-hidden>
                {step.done ? <Check size={12} strokeWidth={3} /> : null}
              </span>
              <span>
                <strong>{t(`checklist.${step.id}`)}</strong>
                {step.done ? <span className="tn-hidden"> ({t('checklist.done')})</span> : null}
                <span className="quiet small">{t(`checklist.${step.id}Note`)}</span>
              </span>
              <ChevronRight size={14} aria-hidden />
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
