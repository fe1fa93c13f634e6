import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ChannelAccount, ChannelAccountChange, NewChannelAccount } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import { api } from './client';
import { keys } from './keys';

/** Which account: both parts of its address. */
export interface AccountRef {
  channel: string;
  id: string;
}

/** `line/main`, as people and addresses write it. */
export function accountName(account: AccountRef): string {
  return `${account.channel}/${account.id}`;
}

export function useChannelKinds() {
  return useQuery({
    queryKey: keys.kinds,
    queryFn: () => unwrap(api.GET('/api/v1/channels')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAccounts() {
  return useQuery({ queryKey: keys.accounts, queryFn: () => unwrap(api.GET('/api/v1/channel-accounts')) });
}

export function useFlows() {
  return useQuery({ queryKey: keys.flows, queryFn: () => unwrap(api.GET('/api/v1/flows')) });
}

export function useCreateAccount() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: NewChannelAccount) => unwrap(api.POST('/api/v1/channel-accounts', { body })),
    onSettled: refresh,
  });
}

export interface AccountEdit {
  account: AccountRef;
  change: ChannelAccountChange;
}

/** Shows at once what was chosen, and takes it back when the server refuses. */
export function useChangeAccount() {
  const cache = useQueryClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ account, change }: AccountEdit) =>
      unwrap(
        api.PATCH('/api/v1/channel-accounts/{channel}/{account}', {
          params: { path: { channel: account.channel, account: account.id } },
          body: change,
        }),
      ),
    onMutate: async ({ account, change }) => {
      await cache.cancelQueries({ queryKey: keys.accounts });
      const before = cache.getQueryData<ChannelAccount[]>(keys.accounts);
      cache.setQueryData<ChannelAccount[]>(keys.accounts, before?.map((it) => (isSame(it, account) ? preview(it, change) : it)));
      return before;
    },
    onError: (_error, _edit, before) => cache.setQueryData(keys.accounts, before),
    onSettled: refresh,
  });
}

export function useDeleteAccount() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (account: AccountRef) =>
      unwrap(
        api.DELETE('/api/v1/channel-accounts/{channel}/{account}', {
          params: { path: { channel: account.channel, account: account.id } },
        }),
      ),
    onSettled: refresh,
  });
}

export function isSame(a: AccountRef, b: AccountRef): boolean {
  return a.channel === b.channel && a.id === b.id;
}

function preview(account: ChannelAccount, { enabled, flow_id }: AccountEdit['change']): ChannelAccount {
  return { ...account, enabled: enabled ?? account.enabled, flow_id: flow_id ?? account.flow_id ?? null };
}

function useRefresh(): () => Promise<unknown> {
  const cache = useQueryClient();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: keys.accounts }),
      cache.invalidateQueries({ queryKey: keys.overview }),
    ]);
}
