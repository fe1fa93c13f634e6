import { AppHeader, ErrorState, goTo, type Place } from '@tsunagi/ui';
import { type ReactNode, useEffect } from 'react';

import { useLive } from '../api/live';
import { useMe, useLogOut } from '../api/session';

export interface PageProps {
  /** For the window's title; the page draws its own heading. */
  title: string;
  current?: Place;
  /** Uses the whole window instead of a column. */
  wide?: boolean;
  children: ReactNode;
}

/** A page for people who are logged in: header, live hints, content. */
export function Page({ title, current, wide = false, children }: PageProps) {
  useLive();
  useTitle(title);
  const me = useMe();
  const logOut = useLogOut();
  return (
    <>
      <AppHeader
        {...(current ? { current } : {})}
        me={me.data}
        onLogOut={() => logOut.mutate(undefined, { onSuccess: () => goTo('/login') })}
      />
      <main id="main" tabIndex={-1} className={wide ? 'page page-wide' : 'page'}>
        {me.isError ? <ErrorState error={me.error} onRetry={() => void me.refetch()} /> : children}
      </main>
    </>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tsunagi`;
  }, [title]);
}
