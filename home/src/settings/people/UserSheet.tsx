import type { Role, User } from '@tsunagi/api-client';
import { isProblem } from '@tsunagi/api-client';
import { Button, ErrorState, Sheet, TextField, toast } from '@tsunagi/ui';
import { useState } from 'react';

import { useChangeUser, useCreateUser } from '../../api/people';
import { checkEmail, checkFilled, checkNewPassword } from '../../entrance/check';
import { PasswordField } from '../../entrance/PasswordField';
import { RoleSelect } from './RoleSelect';
import { useT } from './texts';

/** Adds a person, or changes the given one. One's own password has a page of its own. */
export function UserSheet({ user, own = false, onClose }: { user?: User; own?: boolean; onClose: () => void }) {
  const t = useT();
  const create = useCreateUser();
  const change = useChangeUser();
  const [tried, setTried] = useState(false);
  const [form, setForm] = useState({ name: user?.name ?? '', email: user?.email ?? '', password: '' });
  const [role, setRole] = useState<Role>(user?.role ?? 'agent');
  const set = (field: keyof typeof form) => (value: string) => setForm({ ...form, [field]: value });
  const wrong = {
    name: checkFilled(form.name) && t('missing'),
    email: user || !checkEmail(form.email) ? undefined : t(form.email.trim() === '' ? 'missing' : 'emailBad'),
    password: (user && form.password === '') || !checkNewPassword(form.password) ? undefined : t('short'),
  };
  const refusal = create.error ?? change.error;
  const notes = (field: keyof typeof form): { error?: string } => {
    const own = tried ? wrong[field] : undefined;
    const refused = isProblem(refusal) && refusal.path === field ? refusal.detail : undefined;
    const error = own ?? refused;
    return error ? { error } : {};
  };

  const finish = (text: string) => {
    toast({ tone: 'good', text });
    onClose();
  };
  const submit = () => {
    setTried(true);
    if (wrong.name ?? wrong.email ?? wrong.password) return;
    const name = form.name.trim();
    if (user) {
      const password = form.password === '' ? {} : { password: form.password };
      change.mutate({ id: user.id, change: { name, role, ...password } }, { onSuccess: () => finish(t('saved')) });
    } else {
      create.mutate(
        { name, email: form.email.trim(), role, password: form.password },
        { onSuccess: () => finish(t('added', { name })) },
      );
    }
  };

  return (
    <Sheet
      title={user ? t('editTitle') : t('add')}
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={submit} isPending={create.isPending || change.isPending}>
          {user ? t('save') : t('create')}
        </Button>
      }
    >
      <div className="form-part">
        {refusal && !(isProblem(refusal) && refusal.path && refusal.path in form) ? (
          <ErrorState title={t('failed')} error={refusal} />
        ) : null}
        <TextField label={t('name')} value={form.name} onChange={set('name')} autoComplete="off" autoFocus {...notes('name')} />
        <TextField
          label={t('email')}
          type="email"
          value={form.email}
          onChange={set('email')}
          autoComplete="off"
          isDisabled={user !== undefined}
          {...notes('email')}
        />
        <RoleSelect value={role} onChange={setRole} />
        {own ? null : (
          <PasswordField
            label={user ? t('newPassword') : t('password')}
            help={user ? t('newPasswordHelp') : t('passwordHelp')}
            autoComplete="new-password"
            value={form.password}
            onChange={set('password')}
            {...notes('password')}
          />
        )}
      </div>
    </Sheet>
  );
}
