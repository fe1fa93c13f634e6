import { useLanguage } from '@tsunagi/i18n';
import { type ReactNode, useEffect } from 'react';
import { I18nProvider, RouterProvider } from 'react-aria-components';

import { listenToKeys } from '../actions/actions';
import { ToastRegion } from '../feedback/ToastRegion';
import { KeyMap } from '../header/KeyMap';
import { setNavigate } from './navigate';

export interface AppRootProps {
  children: ReactNode;
  /** Where the application has a router: called for every link to an address of this host. */
  navigate?: (href: string) => void;
}

const load = (href: string) => globalThis.location.assign(href);

/** Around every application: language of the parts, keys, toasts, the key map. */
export function AppRoot({ children, navigate = load }: AppRootProps) {
  const [language] = useLanguage();
  useEffect(() => listenToKeys(window), []);
  useEffect(() => setNavigate(navigate), [navigate]);
  return (
    <I18nProvider locale={language === 'ja' ? 'ja-JP' : 'en-US'}>
      <RouterProvider navigate={navigate}>
        {children}
        <ToastRegion />
        <KeyMap />
      </RouterProvider>
    </I18nProvider>
  );
}
