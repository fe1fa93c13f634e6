import { AppHeader, ErrorState, goTo, type Place } from '@tsunagi/ui';
import { type ReactNode, useEffect } from 'react';

import { useLive } from '../api/live';
import { useMe, useSignOut } from '../api/session';

export interface PageProps {
  /** For the window's title; the page draws its own heading. */
  title: string;
  current?: Place;
  /** Uses the whole window instead of a column. */
  wide?: boolean;
  children: ReactNode;
}

/** A page for people who are signed in: header, live hints, content. */
export function Page({ title, current, wide = false, children }: PageProps) {
  useLive();
  useTitle(title);
  const me = useMe();
  const signOut = useSignOut();
  return (
    <>
      <AppHeader
        {...(current ? { current } : {})}
        me={me.data}
        onSignOut={() => signOut.mutate(undefined, { onSuccess: () => goTo('/login') })}
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
