import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

import type { Icon } from '../icons';

export interface Segment<K extends string> {
  id: K;
  label: string;
  icon?: Icon;
}

export interface SegmentedProps<K extends string> {
  /** Read aloud for the whole group. */
  label: string;
  segments: readonly Segment<K>[];
  value: K;
  onChange: (value: K) => void;
}

/** One of a few, all of them visible. */
export function Segmented<K extends string>({ label, segments, value, onChange }: SegmentedProps<K>) {
  return (
    <ToggleButtonGroup
      className="tn-segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = segments.find((segment) => keys.has(segment.id));
        if (chosen) onChange(chosen.id);
      }}
    >
      {segments.map(({ id, label: name, icon: Drawing }) => (
        <ToggleButton key={id} id={id} className="tn-segment">
          {Drawing ? <Drawing size={14} aria-hidden /> : null}
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
