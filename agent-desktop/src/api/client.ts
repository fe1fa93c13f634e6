import { QueryClient } from '@tanstack/react-query';
import { createApi, isProblem } from '@tsunagi/api-client';
import { currentLanguage } from '@tsunagi/i18n';

export const api = createApi({ language: currentLanguage });

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused stays refused; a lost connection or a server in trouble may come back.
      retry: (failures, error) => failures < 2 && isProblem(error) && (error.status === 0 || error.status >= 500),
      retryDelay: (failures) => 500 * 2 ** failures,
    },
  },
});
