import type { Role } from '@tsunagi/api-client';
import { Select } from '@tsunagi/ui';

import { useT } from './texts';

const ROLES: readonly Role[] = ['owner', 'author', 'agent'];

export interface RoleSelectProps {
  value: Role;
  onChange: (role: Role) => void;
  hideLabel?: boolean;
}

export function RoleSelect({ value, onChange, hideLabel = false }: RoleSelectProps) {
  const t = useT();
  return (
    <Select
      label={t('role')}
      hideLabel={hideLabel}
      value={value}
      onChange={onChange}
      options={ROLES.map((id) => ({ id, label: t(`roles.${id}`), note: t(`roleNotes.${id}`) }))}
    />
  );
}
