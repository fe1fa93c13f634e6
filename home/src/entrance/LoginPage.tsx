import { safeNext } from '@tsunagi/api-client';
import { Button, ErrorState, goTo, LinkButton, TextField } from '@tsunagi/ui';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';

import { useLogin, useSetupState } from '../api/session';
import { checkEmail, checkFilled } from './check';
import { useComplaint } from './complaints';
import { Entrance } from './Entrance';
import { PasswordField } from './PasswordField';
import { useT } from './texts';

export function LoginPage() {
  const t = useT();
  const complain = useComplaint();
  const [search] = useSearchParams();
  const setup = useSetupState();
  const login = useLogin();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = { email: checkEmail(email), password: checkFilled(password) };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong.email || wrong.password) return;
    login.mutate({ email: email.trim(), password }, { onSuccess: () => goTo(safeNext(search.get('next'))) });
  };

  if (setup.data?.needed) {
    return (
      <Entrance title={t('login.title')}>
        <p>{t('login.setupNeeded')}</p>
        <div>
          <LinkButton href="/setup">{t('login.toSetup')}</LinkButton>
        </div>
      </Entrance>
    );
  }
  return (
    <Entrance title={t('login.title')}>
      {login.isError ? <ErrorState title={t('login.failed')} error={login.error} /> : null}
      <form className="entrance-form" onSubmit={submit} noValidate>
        <TextField
          label={t('login.email')}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          autoFocus
          {...(tried ? complain(wrong.email) : {})}
        />
        <PasswordField
          label={t('login.password')}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          {...(tried ? complain(wrong.password) : {})}
        />
        <Button type="submit" variant="primary" size="large" isPending={login.isPending}>
          {t('login.submit')}
        </Button>
      </form>
    </Entrance>
  );
}
