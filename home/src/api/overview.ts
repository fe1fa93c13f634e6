import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Failure } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import { api } from './client';
import { keys } from './keys';

/** What the socket tells is read at once; the rest of the figures may be this old. */
const REFRESH_MS = 30_000;
/** Read sooner when their number changes: in the cloud, looking hides them from others for a moment. */
const FAILURES_MS = 60_000;

export function useOverview() {
  const cache = useQueryClient();
  return useQuery({
    queryKey: keys.overview,
    queryFn: async () => {
      const overview = await unwrap(api.GET('/api/v1/overview'));
      const listed = cache.getQueryData<Failure[]>(keys.failures);
      if (listed && listed.length !== overview.failures) void cache.invalidateQueries({ queryKey: keys.failures });
      return overview;
    },
    refetchInterval: REFRESH_MS,
  });
}

export function useFailures() {
  return useQuery({
    queryKey: keys.failures,
    queryFn: () => unwrap(api.GET('/api/v1/failures')),
    refetchInterval: FAILURES_MS,
  });
}

export function useRetryFailure() {
  return useSettleFailure((id) => unwrap(api.POST('/api/v1/failures/{id}/retry', { params: { path: { id } } })));
}

export function useDismissFailure() {
  return useSettleFailure((id) => unwrap(api.DELETE('/api/v1/failures/{id}', { params: { path: { id } } })));
}

/** Leaves the list at once; it comes back when the server refuses. */
function useSettleFailure(settle: (id: string) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: settle,
    onMutate: async (id) => {
      await cache.cancelQueries({ queryKey: keys.failures });
      const before = cache.getQueryData<Failure[]>(keys.failures);
      cache.setQueryData<Failure[]>(keys.failures, before?.filter((failure) => failure.id !== id));
      return before;
    },
    onError: (_error, _id, before) => cache.setQueryData(keys.failures, before),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.failures }),
        cache.invalidateQueries({ queryKey: keys.overview }),
      ]),
  });
}
