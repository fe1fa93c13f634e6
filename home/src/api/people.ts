import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NewToken, NewUser, UserChange } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import { api } from './client';
import { keys } from './keys';

export function useUsers(enabled = true) {
  return useQuery({ queryKey: keys.users, queryFn: () => unwrap(api.GET('/api/v1/users')), enabled });
}

export function useCreateUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => unwrap(api.POST('/api/v1/users', { body })),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useChangeUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: UserChange }) =>
      unwrap(api.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body: change })),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useTokens() {
  return useQuery({ queryKey: keys.tokens, queryFn: () => unwrap(api.GET('/api/v1/tokens')) });
}

export function useCreateToken() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => unwrap(api.POST('/api/v1/tokens', { body })),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useDeleteToken() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.tokens }),
  });
}
