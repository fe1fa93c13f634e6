import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { ConversationAbility, ConversationDetail, ConversationPage, ConversationSummary } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';
import { useCustomerName } from '@tsunagi/ui';
import { useCallback } from 'react';

import type { View } from '../list/views';
import { api, queryClient } from './client';
import { keys } from './keys';
import { catchUp } from './threads';

export function useConversations(view: View) {
  const name = useNaming();
  const select = useCallback(
    (list: InfiniteData<ConversationPage, string | undefined>) => ({
      ...list,
      pages: list.pages.map((page) => ({ ...page, items: page.items.map(name) })),
    }),
    [name],
  );
  return useInfiniteQuery({
    select,
    queryKey: keys.list(view),
    queryFn: ({ pageParam }) => readPage(view, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** The server looks through so many conversations at a time, also when none of them is ours: that is not yet the end. */
async function readPage(view: View, cursor: string | undefined): Promise<ConversationPage> {
  const query = { state: view, ...(cursor === undefined ? {} : { cursor }) };
  const page = await unwrap(api.GET('/api/v1/conversations', { params: { query } }));
  return page.items.length === 0 && page.next_cursor ? readPage(view, page.next_cursor) : page;
}

export function useConversation(id: string) {
  const name = useNaming();
  const select = useCallback((detail: ConversationDetail) => ({ ...detail, conversation: name(detail.conversation) }), [name]);
  return useQuery({
    select,
    queryKey: keys.conversation(id),
    queryFn: () => unwrap(api.GET('/api/v1/conversations/{id}', { params: { path: { id } } })),
  });
}

/** Calls the customer what people would: nobody says an id. */
export function useNaming(): (conversation: ConversationSummary) => ConversationSummary {
  const nameOf = useCustomerName();
  return useCallback(
    (it) => ({ ...it, customer: { ...it.customer, name: nameOf(it.customer, it.channel) } }),
    [nameOf],
  );
}

/** What a person does with a conversation, apart from writing. */
export type ActName = Extract<ConversationAbility, 'take_over' | 'hand_back' | 'close'>;

export interface Act {
  id: string;
  act: ActName;
}

export function useAct() {
  return useMutation({
    mutationFn: ({ id, act }: Act) => perform(id, act),
    onSuccess: keepDetail,
    // Somebody else may have been faster: show what is.
    onError: (_error, { id }) => queryClient.invalidateQueries({ queryKey: keys.conversation(id) }),
  });
}

function perform(id: string, act: ActName): Promise<ConversationDetail> {
  const options = { params: { path: { id } } };
  switch (act) {
    case 'take_over':
      return unwrap(api.POST('/api/v1/conversations/{id}/take-over', options));
    case 'hand_back':
      return unwrap(api.POST('/api/v1/conversations/{id}/hand-back', options));
    case 'close':
      return unwrap(api.POST('/api/v1/conversations/{id}/close', options));
  }
}

/** Takes over what the server answered to a write, and reads what belongs to it. */
export function keepDetail(detail: ConversationDetail): void {
  queryClient.setQueryData(keys.conversation(detail.conversation.id), detail);
  void catchUp(detail.conversation.customer.id);
  void queryClient.invalidateQueries({ queryKey: keys.lists });
  void queryClient.invalidateQueries({ queryKey: keys.overview });
}
