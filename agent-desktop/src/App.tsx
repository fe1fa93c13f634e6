import { QueryClientProvider } from '@tanstack/react-query';
import { AppRoot } from '@tsunagi/ui';
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';

import { queryClient } from './api/client';
import { BrokenPage } from './desk/BrokenPage';
import { DeskPage } from './desk/DeskPage';

const router = createBrowserRouter([
  {
    ErrorBoundary: BrokenPage,
    children: [
      // One element for all addresses, so that the list keeps its place when a conversation opens.
      { path: '/desk/*', Component: DeskPage },
      { path: '*', element: <Navigate to="/desk" replace /> },
    ],
  },
]);

// The other front ends are pages of their own.
function navigate(href: string): void {
  if (/^\/desk([/?#]|$)/.test(href)) void router.navigate(href);
  else globalThis.location.assign(href);
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <AppRoot navigate={navigate}>
        <RouterProvider router={router} />
      </AppRoot>
    </QueryClientProvider>
  );
}
