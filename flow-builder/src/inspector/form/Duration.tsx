/** Seconds, entered as a number with a unit. */
import { NumberField, Select } from '@tsunagi/ui';
import { useState } from 'react';

import type { Path } from '../../document/path';
import { useT } from '../../texts';
import { useForm } from './context';

const UNITS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;
type Unit = keyof typeof UNITS;
const NAMES: readonly Unit[] = ['days', 'hours', 'minutes', 'seconds'];

/** The largest unit in which the time is a whole number. */
export function unitOf(seconds: number): Unit {
  return NAMES.find((name) => seconds > 0 && seconds % UNITS[name] === 0) ?? 'seconds';
}

interface Props {
  label: string;
  help: string;
  value: number | null;
  path: Path;
}

export function Duration({ label, help, value, path }: Props) {
  const t = useT();
  const { change, isReadOnly } = useForm();
  const [unit, setUnit] = useState<Unit>(() => (value === null ? 'minutes' : unitOf(value)));
  const amount = value === null ? Number.NaN : value / UNITS[unit];
  return (
    <div className="duration">
      <NumberField
        label={label}
        help={help}
        value={amount}
        minValue={0}
        isReadOnly={isReadOnly}
        onChange={(next) => change(path, Number.isNaN(next) ? undefined : Math.round(next * UNITS[unit]))}
      />
      <Select
        label={`${label} · ${t('field.unit')}`}
        hideLabel
        options={NAMES.map((id) => ({ id, label: t(`field.${id}`) }))}
        value={unit}
        isDisabled={isReadOnly}
        onChange={(next) => {
          setUnit(next);
          if (value !== null) change(path, Math.round(amount * UNITS[next]));
        }}
      />
    </div>
  );
}
