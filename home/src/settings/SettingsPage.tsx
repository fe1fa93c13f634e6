import './settings.css';

import type { ReactNode } from 'react';

import { Link } from '@tsunagi/ui';
import { useMe } from '../api/session';
import { NoAccess } from '../shell/NoAccess';
import { Page } from '../shell/Page';
import { partsOf } from './parts';
import type { Part } from './parts';
import { useT } from './texts';

export interface SettingsPageProps {
  part: Part;
  action?: ReactNode;
  children: ReactNode;
}

/** One part of the settings, for those who may change it. */
export function SettingsPage({ part, action, children }: SettingsPageProps) {
  const t = useT();
  const me = useMe();
  const parts = partsOf(me.data);
  const allowed = parts.some(({ id }) => id === part);
  const title = t(`nav.${part}`);
  return (
    <Page title={title}>
      <div className="page-head">
        <h1>{t('nav.label')}</h1>
        {allowed ? action : null}
      </div>
      {me.isSuccess && !allowed ? <NoAccess /> : null}
      {allowed ? (
        <>
          <nav className="settings-nav" aria-label={t('nav.label')}>
            {parts.map(({ id }) => (
              <Link key={id} href={`/settings/${id}`} {...(id === part ? { 'aria-current': 'page' as const } : {})}>
                {t(`nav.${id}`)}
              </Link>
            ))}
          </nav>
          {children}
        </>
      ) : null}
    </Page>
  );
}
