import { AppRoot } from '@tsunagi/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, RouterProvider } from 'react-router';

import { queryClient } from './api/client';
import { NotFoundPage } from './shell/NotFoundPage';
import { BrokenPage } from './shell/BrokenPage';

const router = createBrowserRouter([
  {
    ErrorBoundary: BrokenPage,
    HydrateFallback: () => null,
    children: [
      { path: '/', lazy: async () => ({ Component: (await import('./overview/HomePage')).HomePage }) },
      { path: '/login', lazy: async () => ({ Component: (await import('./entrance/LoginPage')).LoginPage }) },
      { path: '/setup', lazy: async () => ({ Component: (await import('./entrance/SetupPage')).SetupPage }) },
      {
        path: '/settings',
        lazy: async () => ({ Component: (await import('./settings/FirstPart')).FirstPart }),
      },
      {
        path: '/settings/channels',
        lazy: async () => ({ Component: (await import('./settings/channels/ChannelsPage')).ChannelsPage }),
      },
      {
        path: '/settings/people',
        lazy: async () => ({ Component: (await import('./settings/people/PeoplePage')).PeoplePage }),
      },
      {
        path: '/settings/password',
        lazy: async () => ({ Component: (await import('./settings/password/PasswordPage')).PasswordPage }),
      },
      { path: '/simulator', lazy: async () => ({ Component: (await import('./simulator/SimulatorPage')).SimulatorPage }) },
      { path: '*', Component: NotFoundPage },
    ],
  },
]);

const OURS = /^\/(login|setup|simulator|settings(\/.*)?)?([?#].*)?$/;

// The builder, the desk and the demo are pages of their own.
function navigate(href: string): void {
  if (OURS.test(href)) void router.navigate(href);
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
