import type { FlowSummary } from '@tsunagi/api-client';
import { Select } from '@tsunagi/ui';

import { useT } from './texts';

export interface FlowSelectProps {
  flows: readonly FlowSummary[];
  value: string | null;
  onChange: (id: string) => void;
  hideLabel?: boolean;
  withHelp?: boolean;
}

/** Which flow answers. */
export function FlowSelect({ flows, value, onChange, hideLabel = false, withHelp = false }: FlowSelectProps) {
  const t = useT();
  return (
    <Select
      label={t('flow')}
      hideLabel={hideLabel}
      placeholder={t('noFlow')}
      value={value}
      onChange={onChange}
      options={flows.map((flow) => ({
        id: flow.id,
        label: flow.name,
        ...(flow.published ? {} : { note: t('notPublished') }),
      }))}
      {...(withHelp ? { help: t('flowHelp'), helpWhen: 'always' as const } : {})}
    />
  );
}
