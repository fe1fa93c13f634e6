import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, Switch as AriaSwitch } from 'react-aria-components';

import { classes } from '../classes';

export interface CheckboxProps {
  children: ReactNode;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  className?: string;
}

export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className={classes('tn-choice', className)}>
      {({ isIndeterminate }) => (
        <>
          <span className="tn-box" aria-hidden>
            {isIndeterminate ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
          </span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}

export interface SwitchProps {
  /** Visible beside the switch; or give `label` where the place says enough. */
  children?: ReactNode;
  label?: string;
  isSelected: boolean;
  onChange: (selected: boolean) => void;
  isDisabled?: boolean;
  className?: string;
}

/** Takes effect at once. A choice that is saved later is a `Checkbox`. */
export function Switch({ children, label, className, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...rest} className={classes('tn-choice', className)} {...(label ? { 'aria-label': label } : {})}>
      <span className="tn-track" aria-hidden />
      {children ? <span>{children}</span> : null}
    </AriaSwitch>
  );
}
