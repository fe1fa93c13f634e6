import './entrance.css';

import { BrandMark, LanguageSwitch, ThemeSwitch } from '@tsunagi/ui';
import type { ReactNode } from 'react';

import { useTitle } from '../shell/Page';
import { useT } from './texts';

/** The page before somebody is logged in. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const t = useT();
  useTitle(title);
  return (
    <div className="entrance">
      <main id="main" className="entrance-card">
        <div className="entrance-brand">
          <BrandMark size={36} />
          <div>
            <strong>Tsunagi</strong>
            <span className="quiet small">{t('tagline')}</span>
          </div>
        </div>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="entrance-foot">
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}
