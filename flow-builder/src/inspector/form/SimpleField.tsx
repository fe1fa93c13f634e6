/** Settings that are one value: numbers, choices, times, names of things. */
import { useLanguage } from '@tsunagi/i18n';
import { Checkbox, NumberField, Select, Switch, TextField } from '@tsunagi/ui';

import { type CatalogField, kindInfo } from '../../catalog/catalog';
import { getAt, type Path, writePath } from '../../document/path';
import type { Problem } from '../../engine/types';
import { useT } from '../../texts';
import { useForm } from './context';
import { Duration } from './Duration';
import { withDependents } from './fields';
import { DateList, WordList } from './Lists';
import { NameOfFlow, NameOfNode, NameOfVariable, NameOfZone } from './Names';
import { Notes } from './Notes';

export interface SimpleProps {
  field: CatalogField;
  path: Path;
  value: unknown;
  label: string;
  help: string;
  problems: readonly Problem[];
}

export function SimpleField(props: SimpleProps) {
  const { path, problems } = props;
  return (
    <div className="simple" data-field={writePath(path)}>
      <Control {...props} />
      <Notes id={`notes-${writePath(path)}`} problems={problems} />
    </div>
  );
}

function Control(props: SimpleProps) {
  const { field, path, value, label, help } = props;
  const t = useT();
  const [language] = useLanguage();
  const { change, settings, kind, isReadOnly } = useForm();
  const text = typeof value === 'string' ? value : '';
  const setText = (next: string) => change(path, next);
  const optional = (next: string) => change(path, next === '' ? undefined : next);
  switch (field.input) {
    case 'number':
      // The bounds of a date share their place with those of a number.
      return getAt(settings, [...path.slice(0, -1), 'type']) === 'date' ? (
        <TextField label={label} help={t('field.dateBound')} value={text} onChange={optional} isReadOnly={isReadOnly} mono />
      ) : (
        <Amount {...props} whole={false} />
      );
    case 'whole_number':
      return <Amount {...props} whole />;
    case 'date_bound':
      return <TextField label={label} help={t('field.dateBound')} value={text} onChange={optional} isReadOnly={isReadOnly} mono />;
    case 'toggle':
      return (
        <Switch isSelected={value === true} isDisabled={isReadOnly} onChange={(on) => change(path, on)}>
          {label}
        </Switch>
      );
    case 'duration':
      return <Duration label={label} help={help} value={typeof value === 'number' ? value : null} path={path} />;
    case 'select': {
      const info = kindInfo(kind);
      const pick = (next: string) => {
        const parent = path.slice(0, -1);
        const dependents = info?.fields.some((other) => other.shown_when?.path === field.path) ?? false;
        if (info && dependents) change(parent, withDependents(info, getAt(settings, parent) as object, field.path, next));
        else change(path, next);
      };
      const options = (field.options ?? []).map((option) => ({ id: option.value, label: option.label[language] }));
      // A document may leave out a setting that has a default, and that stands first.
      const chosen = text || (options[0]?.id ?? null);
      return <Select label={label} help={help} options={options} value={chosen} onChange={pick} isDisabled={isReadOnly} />;
    }
    case 'multi_select':
      return <Several {...props} />;
    case 'word_list':
      return <WordList label={label} help={help} value={listOf(value)} path={path} isOptional={field.path.endsWith('keywords')} />;
    case 'date_list':
      return <DateList label={label} help={help} value={listOf(value)} path={path} />;
    case 'time_of_day':
      return <TextField label={label} help={help} value={text} onChange={setText} isReadOnly={isReadOnly} placeholder="09:00" mono />;
    case 'time_zone':
      return <NameOfZone label={label} help={help} value={text} onChange={optional} />;
    case 'country':
      return <TextField label={label} help={help} value={text} onChange={(next) => setText(next.toUpperCase())} isReadOnly={isReadOnly} mono />;
    case 'node':
      return <NameOfNode label={label} help={help} value={text} onChange={setText} />;
    case 'flow':
      return <NameOfFlow label={label} help={help} value={text} onChange={setText} />;
    case 'variable':
      return <NameOfVariable label={label} help={help} value={text} onChange={setText} isReadOnly={isReadOnly} />;
    default:
      return <TextField label={label} help={help} value={text} onChange={setText} isReadOnly={isReadOnly} />;
  }
}

function Amount({ path, value, label, help, whole }: SimpleProps & { whole: boolean }) {
  const t = useT();
  const { change, isReadOnly } = useForm();
  const isRequired = path.at(-1) === 'max' && path[0] === 'retry';
  return (
    <NumberField
      label={label}
      help={help || t('field.unlimited')}
      value={typeof value === 'number' ? value : Number.NaN}
      minValue={whole ? 0 : undefined}
      step={whole ? 1 : undefined}
      isReadOnly={isReadOnly}
      onChange={(next) => change(path, Number.isNaN(next) ? (isRequired ? 0 : undefined) : next)}
    />
  );
}

function Several({ field, path, value, label, help }: SimpleProps) {
  const [language] = useLanguage();
  const { change, isReadOnly } = useForm();
  const chosen = listOf(value);
  const options = field.options ?? [];
  return (
    <fieldset className="several">
      <legend className="tn-label">{label}</legend>
      <div className="several-options">
        {options.map((option) => (
          <Checkbox
            key={option.value}
            isSelected={chosen.includes(option.value)}
            isDisabled={isReadOnly}
            onChange={(on) =>
              change(
                path,
                // In the order of the catalogue, so that the document does not depend on the order of clicks.
                options.map((item) => item.value).filter((item) => (item === option.value ? on : chosen.includes(item))),
              )
            }
          >
            {option.label[language]}
          </Checkbox>
        ))}
      </div>
      <span className="tn-help">{help}</span>
    </fieldset>
  );
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
