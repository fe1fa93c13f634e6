import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components';

import { classes } from '../classes';

export interface DisclosureProps {
  label: ReactNode;
  children: ReactNode;
  defaultExpanded?: boolean;
  className?: string;
}

/** Folds details away. */
export function Disclosure({ label, children, defaultExpanded = false, className }: DisclosureProps) {
  return (
    <AriaDisclosure className={classes('tn-disclosure', className)} defaultExpanded={defaultExpanded}>
      <Button slot="trigger" className="tn-disclosure-button">
        <ChevronRight size={14} aria-hidden />
        {label}
      </Button>
      <DisclosurePanel>{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
