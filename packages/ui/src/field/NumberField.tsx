import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, NumberField as AriaNumberField, type NumberFieldProps as AriaNumberFieldProps } from 'react-aria-components';

import { classes } from '../classes';
import { FieldLabel, FieldNotes, type FieldProps } from './Field';

type Behaviour = Omit<AriaNumberFieldProps, 'children' | 'className' | 'style' | 'render' | 'isInvalid'>;

export interface NumberFieldProps extends FieldProps, Behaviour {
  placeholder?: string;
}

export function NumberField(props: NumberFieldProps) {
  const { label, hideLabel, help, helpWhen, error, optional, className, placeholder, ...rest } = props;
  return (
    <AriaNumberField {...rest} className={classes('tn-field', className)} isInvalid={error !== undefined}>
      <FieldLabel label={label} hideLabel={hideLabel} optional={optional} />
      <Group className="tn-boxed">
        <Input className="tn-input" placeholder={placeholder} />
        <Button slot="decrement" className="tn-adornment">
          <Minus size={14} aria-hidden />
        </Button>
        <Button slot="increment" className="tn-adornment">
          <Plus size={14} aria-hidden />
        </Button>
      </Group>
      <FieldNotes help={help} helpWhen={helpWhen} error={error} />
    </AriaNumberField>
  );
}
