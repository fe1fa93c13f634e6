import './password.css';

import { isProblem } from '@tsunagi/api-client';
import { Button, ErrorState, toast } from '@tsunagi/ui';
import { type FormEvent, useState } from 'react';

import { useChangePassword, useMe } from '../../api/session';
import { checkFilled, checkNewPassword } from '../../entrance/check';
import { useComplaint } from '../../entrance/complaints';
import { PasswordField } from '../../entrance/PasswordField';
import { SettingsPage } from '../SettingsPage';
import { useT } from './texts';

const EMPTY = { current: '', password: '' };

/** Everybody changes their own. */
export function PasswordPage() {
  const t = useT();
  const complain = useComplaint();
  const me = useMe();
  const change = useChangePassword();
  const [form, setForm] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const set = (field: keyof typeof form) => (value: string) => setForm({ ...form, [field]: value });
  const wrong = { current: checkFilled(form.current), password: checkNewPassword(form.password) };
  const refusal = isProblem(change.error) ? change.error : undefined;
  const notes = (field: keyof typeof form) => ({
    ...(refusal?.path === field && refusal.detail ? { error: refusal.detail } : {}),
    ...(tried ? complain(wrong[field]) : {}),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong.current || wrong.password) return;
    change.mutate(form, {
      onSuccess: () => {
        toast({ tone: 'good', text: t('saved') });
        setForm(EMPTY);
        setTried(false);
      },
    });
  };

  return (
    <SettingsPage part="password">
      <p className="quiet">{t('intro')}</p>
      {change.isError && !(refusal?.path && refusal.path in form) ? (
        <ErrorState title={t('failed')} error={change.error} />
      ) : null}
      <form className="password-form" onSubmit={submit} noValidate>
        {/* Lets password managers know whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={me.data?.user.email ?? ''} readOnly />
        <PasswordField
          label={t('current')}
          autoComplete="current-password"
          value={form.current}
          onChange={set('current')}
          {...notes('current')}
        />
        <PasswordField
          label={t('new')}
          autoComplete="new-password"
          value={form.password}
          onChange={set('password')}
          help={t('newHelp')}
          {...notes('password')}
        />
        <Button type="submit" variant="primary" isPending={change.isPending}>
          {t('save')}
        </Button>
      </form>
    </SettingsPage>
  );
}
