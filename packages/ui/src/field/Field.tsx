import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';

import { useUiT } from '../texts';

/** What every field has. */
export interface FieldProps {
  label: string;
  /** Hides the label from sight where the place says enough; it is still read aloud. */
  hideLabel?: boolean;
  /** What the field is for and what it takes. */
  help?: string;
  /** `focus` (the default) shows the help while the field has the focus; `always` keeps it in the layout. */
  helpWhen?: 'focus' | 'always';
  /** What is wrong and what to do. Marks the field invalid. */
  error?: string;
  /** Marks the field as one that may stay empty. */
  optional?: boolean;
  className?: string;
}

/** The parts around an input: they must stand inside a field of react-aria, which links them. */
export function FieldLabel({ label, hideLabel, optional }: Pick<FieldProps, 'label' | 'hideLabel' | 'optional'>) {
  const t = useUiT();
  return (
    <Label className={hideLabel ? 'tn-hidden' : 'tn-label'}>
      {label}
      {optional ? <span className="tn-optional"> {t('field.optional')}</span> : null}
    </Label>
  );
}

export function FieldNotes({ help, helpWhen = 'focus', error }: Pick<FieldProps, 'help' | 'helpWhen' | 'error'>) {
  return (
    <>
      <FieldError className="tn-error">{error}</FieldError>
      {help ? (
        <Text slot="description" className="tn-help" data-on-focus={helpWhen === 'focus' || undefined}>
          {help}
        </Text>
      ) : null}
    </>
  );
}

/** A field around anything that is no input of react-aria: label above, notes below. */
export function Field({ label, children, error, help }: FieldProps & { children: ReactNode }) {
  return (
    <div className="tn-field" role="group" aria-label={label}>
      <span className="tn-label" aria-hidden>
        {label}
      </span>
      {children}
      {error ? <span className="tn-error">{error}</span> : null}
      {help ? <span className="tn-help">{help}</span> : null}
    </div>
  );
}
