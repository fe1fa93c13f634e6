import '@tsunagi/ui/styles.css';
import './app/app.css';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { isProblem } from '@tsunagi/api-client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';

import { App } from './app/App';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused stays refused; a lost connection or a server in trouble may come back.
      retry: (failures, error) => failures < 2 && isProblem(error) && (error.status === 0 || error.status >= 500),
      retryDelay: (failures) => 500 * 2 ** failures,
      refetchOnWindowFocus: true,
    },
  },
});
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <BrowserRouter basename="/builder">
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
