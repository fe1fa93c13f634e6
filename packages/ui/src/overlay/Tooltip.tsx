import type { ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger as AriaTooltipTrigger, type TooltipTriggerComponentProps } from 'react-aria-components';

import { Keys } from '../data/Kbd';

/** Around a button and its `Tooltip`. */
export function TooltipTrigger(props: TooltipTriggerComponentProps) {
  return <AriaTooltipTrigger delay={400} closeDelay={80} {...props} />;
}

export interface TooltipProps {
  children: ReactNode;
  shortcut?: string;
  placement?: 'top' | 'bottom' | 'left' | 'right';
}

export function Tooltip({ children, shortcut, placement = 'bottom' }: TooltipProps) {
  return (
    <AriaTooltip className="tn-tooltip" placement={placement} offset={6}>
      {children}
      {shortcut ? <Keys shortcut={shortcut} /> : null}
    </AriaTooltip>
  );
}
