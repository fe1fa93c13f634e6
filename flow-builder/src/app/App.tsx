/** The pages of the builder, under the header that all front ends share. */
import { useQuery } from '@tanstack/react-query';
import { AppHeader, AppRoot } from '@tsunagi/ui';
import { useCallback } from 'react';
import { Route, Routes, useNavigate } from 'react-router';

import { logOut, meQuery } from '../api/me';
import { EditorPage } from '../editor/EditorPage';
import { ListPage } from '../list/ListPage';
import { ErrorBoundary } from './ErrorBoundary';

export function App() {
  const go = useNavigate();
  const navigate = useCallback(
    (href: string) => {
      if (href === '/builder' || href.startsWith('/builder/')) void go(href.slice('/builder'.length) || '/');
      else window.location.assign(href);
    },
    [go],
  );
  const { data: me } = useQuery(meQuery);
  return (
    <AppRoot navigate={navigate}>
      <div className="page">
        <AppHeader current="builder" me={me} onLogOut={() => void logOut()} />
        <ErrorBoundary>
          <Routes>
            <Route path="/" element={<ListPage />} />
            {/* One route for a flow and its nodes: the editor stays open while the address follows the selection. */}
            <Route path="/flows/:id/*" element={<EditorPage />} />
            <Route path="*" element={<ListPage />} />
          </Routes>
        </ErrorBoundary>
      </div>
    </AppRoot>
  );
}
