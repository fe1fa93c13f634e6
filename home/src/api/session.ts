import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Ability, Me, PasswordChange, SetupRequest } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import { api } from './client';
import { keys } from './keys';

/** The caller. Without a session the page goes to the login. */
export function useMe() {
  return useQuery({ queryKey: keys.me, queryFn: () => unwrap(api.GET('/api/v1/me')), staleTime: 60_000 });
}

export function can(me: Me | undefined, ability: Ability): boolean {
  return me?.abilities.includes(ability) ?? false;
}

export function useSetupState() {
  return useQuery({ queryKey: keys.setup, queryFn: () => unwrap(api.GET('/api/v1/setup')) });
}

export function useLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => unwrap(api.POST('/api/v1/login', { body })),
    onSuccess: (me) => begin(cache, me),
  });
}

export function useSetup() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: SetupRequest) => unwrap(api.POST('/api/v1/setup', { body })),
    onSuccess: (me) => begin(cache, me),
  });
}

/** Begins a session anew: the others are over, and so is the present one's cookie. */
export function useChangePassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordChange) => unwrap(api.POST('/api/v1/me/password', { body })),
    onSuccess: (me) => cache.setQueryData(keys.me, me),
  });
}

export function useLogOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/logout')),
    onSuccess: () => cache.clear(),
  });
}

function begin(cache: ReturnType<typeof useQueryClient>, me: Me): void {
  cache.clear();
  cache.setQueryData(keys.me, me);
}
