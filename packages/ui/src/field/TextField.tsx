import type { HTMLAttributes, KeyboardEvent, ReactNode, Ref } from 'react';
import {
  Input,
  SearchField as AriaSearchField,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { Search, X } from 'lucide-react';

import { isSubmitKey } from '../actions/ime';
import { IconButton } from '../button/Button';
import { classes } from '../classes';
import { useUiT } from '../texts';
import { FieldLabel, FieldNotes, type FieldProps } from './Field';

type Behaviour = Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'render' | 'isInvalid'>;

interface TextProps extends FieldProps, Behaviour {
  placeholder?: string;
  /** For codes, addresses and expressions. */
  mono?: boolean;
}

export interface TextFieldProps extends TextProps {
  /** Enter, but never the Enter that ends a composition. */
  onSubmit?: (value: string) => void;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  /** Stands behind the input, such as a button or a unit. */
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { label, hideLabel, help, helpWhen, error, optional, className, placeholder, mono, onSubmit, after, ref, ...rest } =
    props;
  const submit = (event: KeyboardEvent<HTMLInputElement>) => {
    if (onSubmit && isSubmitKey(event)) {
      event.preventDefault();
      onSubmit(event.currentTarget.value);
    }
  };
  const input = (
    <Input
      ref={ref}
      className="tn-input"
      placeholder={placeholder}
      data-mono={mono || undefined}
      onKeyDown={submit}
      {...(mono ? { spellCheck: false, autoCapitalize: 'off' } : {})}
    />
  );
  return (
    <AriaTextField {...rest} className={classes('tn-field', className)} isInvalid={error !== undefined}>
      <FieldLabel label={label} hideLabel={hideLabel} optional={optional} />
      {after ? (
        <div className="tn-boxed">
          {input}
          {after}
        </div>
      ) : (
        input
      )}
      <FieldNotes help={help} helpWhen={helpWhen} error={error} />
    </AriaTextField>
  );
}

export interface TextAreaProps extends TextProps {
  rows?: number;
  /** `Mod+Enter` by default; `enter` makes plain Enter submit and Shift+Enter break the line. */
  submitOn?: 'mod-enter' | 'enter';
  onSubmit?: (value: string) => void;
  ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, help, helpWhen, error, optional, className, placeholder, mono, rows, submitOn, onSubmit, ref, ...rest } =
    props;
  const submit = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const wanted = submitOn === 'enter' ? isSubmitKey(event) : isSubmitKey(event) && (event.metaKey || event.ctrlKey);
    if (onSubmit && wanted) {
      event.preventDefault();
      onSubmit(event.currentTarget.value);
    }
  };
  return (
    <AriaTextField {...rest} className={classes('tn-field', className)} isInvalid={error !== undefined}>
      <FieldLabel label={label} hideLabel={hideLabel} optional={optional} />
      <AriaTextArea
        ref={ref}
        className="tn-input"
        rows={rows ?? 3}
        placeholder={placeholder}
        data-mono={mono || undefined}
        onKeyDown={submit}
      />
      <FieldNotes help={help} helpWhen={helpWhen} error={error} />
    </AriaTextField>
  );
}

export interface SearchFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: (value: string) => void;
  autoFocus?: boolean;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Escape empties it. */
export function SearchField({ label, placeholder, className, ref, ...rest }: SearchFieldProps) {
  const t = useUiT();
  return (
    <AriaSearchField {...rest} aria-label={label} className={classes('tn-search', className)}>
      <Search size={14} aria-hidden />
      <Input ref={ref} className="tn-input" placeholder={placeholder ?? label} />
      <IconButton size="small" icon={X} label={t('field.clear')} />
    </AriaSearchField>
  );
}
