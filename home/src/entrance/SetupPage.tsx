import { isProblem } from '@tsunagi/api-client';
import { Button, ErrorState, goTo, LinkButton, TextField } from '@tsunagi/ui';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';

import { useSetup, useSetupState } from '../api/session';
import { checkEmail, checkFilled, checkNewPassword } from './check';
import { useComplaint } from './complaints';
import { Entrance } from './Entrance';
import { PasswordField } from './PasswordField';
import { useT } from './texts';

export function SetupPage() {
  const t = useT();
  const complain = useComplaint();
  const [search] = useSearchParams();
  const state = useSetupState();
  const setup = useSetup();
  const tokenOfLink = search.get('token') ?? '';
  const [form, setForm] = useState({ token: tokenOfLink, name: '', email: '', password: '' });
  const [tried, setTried] = useState(false);
  const set = (field: keyof typeof form) => (value: string) => setForm({ ...form, [field]: value });
  const wrong = {
    token: checkFilled(form.token),
    name: checkFilled(form.name),
    email: checkEmail(form.email),
    password: checkNewPassword(form.password),
  };
  // A field that the server complained about shows it in its place.
  const refused = (field: keyof typeof form) =>
    isProblem(setup.error) && setup.error.path === field ? { error: setup.error.detail } : {};
  const notes = (field: keyof typeof form) => ({ ...refused(field), ...(tried ? complain(wrong[field]) : {}) });
  const tokenRefused = isProblem(setup.error) && setup.error.path === 'token';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    setup.mutate({ ...form, name: form.name.trim(), email: form.email.trim() }, { onSuccess: () => goTo('/') });
  };

  if (state.data?.needed === false && !setup.isSuccess) {
    return (
      <Entrance title={t('setup.title')}>
        <p>{t('setup.done')}</p>
        <div>
          <LinkButton variant="primary" href="/login">
            {t('setup.toLogin')}
          </LinkButton>
        </div>
      </Entrance>
    );
  }
  return (
    <Entrance title={t('setup.title')}>
      <p className="quiet">{t('setup.intro')}</p>
      {setup.isError && !(isProblem(setup.error) && setup.error.path && setup.error.path in form) ? (
        <ErrorState title={t('setup.failed')} error={setup.error} />
      ) : null}
      <form className="entrance-form" onSubmit={submit} noValidate>
        {tokenOfLink === '' || tokenRefused ? (
          <TextField
            label={t('setup.token')}
            help={t('setup.tokenHelp')}
            value={form.token}
            onChange={set('token')}
            autoComplete="off"
            mono
            {...notes('token')}
          />
        ) : null}
        <TextField label={t('setup.name')} value={form.name} onChange={set('name')} autoComplete="name" autoFocus {...notes('name')} />
        <TextField
          label={t('setup.email')}
          type="email"
          value={form.email}
          onChange={set('email')}
          autoComplete="username"
          {...notes('email')}
        />
        <PasswordField
          label={t('setup.password')}
          help={t('setup.passwordHelp')}
          autoComplete="new-password"
          value={form.password}
          onChange={set('password')}
          {...notes('password')}
        />
        <Button type="submit" variant="primary" size="large" isPending={setup.isPending}>
          {t('setup.submit')}
        </Button>
      </form>
    </Entrance>
  );
}
