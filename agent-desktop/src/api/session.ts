import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { unwrap } from '@tsunagi/api-client';

import { api } from './client';
import { keys } from './keys';

/** The caller. Without a session the page goes to the login. */
export function useMe() {
  return useQuery({ queryKey: keys.me, queryFn: () => unwrap(api.GET('/api/v1/me')), staleTime: 60_000 });
}

/** Numbers of the whole workspace. */
export function useOverview() {
  return useQuery({ queryKey: keys.overview, queryFn: () => unwrap(api.GET('/api/v1/overview')) });
}

export function useLogOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/logout')),
    onSuccess: () => {
      cache.clear();
      globalThis.location.assign('/login');
    },
  });
}
