import { Check, ChevronDown } from 'lucide-react';
import {
  Button,
  ComboBox as AriaComboBox,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';

import { classes } from '../classes';
import type { Icon } from '../icons';
import { useUiT } from '../texts';
import { FieldLabel, FieldNotes, type FieldProps } from './Field';

export interface Option<K extends string = string> {
  id: K;
  label: string;
  /** A second line. */
  note?: string;
  icon?: Icon;
  disabled?: boolean;
}

interface ChoiceProps<K extends string> extends FieldProps {
  options: readonly Option<K>[];
  /** `null` when nothing is chosen. */
  value: K | null;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  autoFocus?: boolean;
}

export interface SelectProps<K extends string> extends ChoiceProps<K> {
  onChange: (value: K) => void;
}

export function Select<K extends string>(props: SelectProps<K>) {
  const { label, hideLabel, help, helpWhen, error, optional, className, options, value, placeholder, onChange, ...rest } = props;
  const t = useUiT();
  return (
    <AriaSelect
      {...rest}
      className={classes('tn-field', className)}
      isInvalid={error !== undefined}
      placeholder={placeholder ?? t('field.choose')}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key);
        if (chosen) onChange(chosen.id);
      }}
    >
      <FieldLabel label={label} hideLabel={hideLabel} optional={optional} />
      <Button className="tn-input tn-select-button" data-invalid={error !== undefined || undefined}>
        <SelectValue>{({ isPlaceholder, selectedText, defaultChildren }) => (isPlaceholder ? defaultChildren : selectedText)}</SelectValue>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <FieldNotes help={help} helpWhen={helpWhen} error={error} />
      <Popover className="tn-popover tn-listbox-popover" offset={4}>
        <OptionList options={options} />
      </Popover>
    </AriaSelect>
  );
}

export interface ComboBoxProps<K extends string> extends ChoiceProps<K> {
  /** `null` when the text was emptied. */
  onChange: (value: K | null) => void;
  /** Lets the person keep a text that is not among the options. */
  onText?: (text: string) => void;
  text?: string;
}

/** A choice among many, narrowed by typing. */
export function ComboBox<K extends string>(props: ComboBoxProps<K>) {
  const { label, hideLabel, help, helpWhen, error, optional, className, options, value, placeholder, onChange, onText, text, ...rest } =
    props;
  const t = useUiT();
  return (
    <AriaComboBox
      {...rest}
      className={classes('tn-field', className)}
      isInvalid={error !== undefined}
      allowsCustomValue={onText !== undefined}
      menuTrigger="focus"
      defaultItems={options}
      value={value}
      onChange={(key) => onChange(options.find((option) => option.id === key)?.id ?? null)}
      {...(onText ? { onInputChange: onText, inputValue: text ?? '' } : {})}
    >
      <FieldLabel label={label} hideLabel={hideLabel} optional={optional} />
      <Group className="tn-boxed">
        <Input className="tn-input" placeholder={placeholder ?? t('field.choose')} />
        <Button className="tn-adornment">
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Group>
      <FieldNotes help={help} helpWhen={helpWhen} error={error} />
      <Popover className="tn-popover tn-listbox-popover" offset={4}>
        <OptionList />
      </Popover>
    </AriaComboBox>
  );
}

function OptionList({ options }: { options?: readonly Option[] }) {
  const t = useUiT();
  return (
    <ListBox<Option>
      className="tn-listbox"
      {...(options ? { items: options } : {})}
      renderEmptyState={() => <div className="tn-listbox-empty">{t('field.nothing')}</div>}
    >
      {(option) => (
        <ListBoxItem id={option.id} textValue={option.label} className="tn-item" isDisabled={option.disabled ?? false}>
          {({ isSelected }) => (
            <>
              {option.icon ? <option.icon size={14} aria-hidden /> : null}
              <span className="tn-item-text">
                {option.label}
                {option.note ? <span className="tn-item-note">{option.note}</span> : null}
              </span>
              {isSelected ? <Check size={14} aria-hidden /> : null}
            </>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
