import { useQuery } from '@tanstack/react-query';
import type { Timeline } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import { apply, EMPTY_THREAD, firstSeq, lastSeq } from '../timeline/thread';
import type { Change, Thread } from '../timeline/thread';
import { api, queryClient } from './client';
import { keys } from './keys';
import { unconfirmed } from './outbox';

/** Entries of one page: what fills a tall window twice. */
const PAGE = 50;
/** Entries asked for at once after a pause: the most that the server gives. */
const CATCH_UP = 100;

/** The customer's timeline with what this page adds to it. */
export function useThread(customerId: string, meId: string) {
  return useQuery({
    queryKey: keys.thread(customerId),
    queryFn: async () => {
      const page = await read(customerId, { limit: PAGE });
      // Read again: earlier pages and own messages may have come meanwhile.
      return apply(held(customerId) ?? { ...EMPTY_THREAD, outgoing: unconfirmed(customerId, meId) }, { type: 'latest', page });
    },
    staleTime: 30_000,
  });
}

export function changeThread(customerId: string, change: Change): void {
  queryClient.setQueryData<Thread>(keys.thread(customerId), (thread) => apply(thread ?? EMPTY_THREAD, change));
}

export function held(customerId: string): Thread | undefined {
  return queryClient.getQueryData<Thread>(keys.thread(customerId));
}

export async function loadEarlier(customerId: string): Promise<void> {
  const thread = held(customerId);
  const before = thread ? firstSeq(thread) : undefined;
  if (before === undefined) return;
  const page = await read(customerId, { before, limit: PAGE });
  changeThread(customerId, { type: 'earlier', page });
}

/** Reads what came after the last entry, for threads that were looked at. */
export async function catchUp(customerId: string): Promise<void> {
  const thread = held(customerId);
  if (!thread) return;
  const after = lastSeq(thread);
  try {
    const { entries, more } = await read(customerId, { after, limit: CATCH_UP });
    changeThread(customerId, { type: 'entries', entries });
    const reached = lastSeq(held(customerId) ?? EMPTY_THREAD);
    const known = entries.at(-1)?.seq ?? 0;
    // More came than one page holds: the latest page begins anew.
    if (more || known > reached) {
      await queryClient.invalidateQueries({ queryKey: keys.thread(customerId) });
    }
  } catch {
    await queryClient.invalidateQueries({ queryKey: keys.thread(customerId) });
  }
}

/** Reads one entry again: its delivery went on. */
export async function refreshEntry(customerId: string, seq: number): Promise<void> {
  const thread = held(customerId);
  if (!thread || seq < (firstSeq(thread) ?? Infinity) || seq > lastSeq(thread)) return;
  try {
    const { entries } = await read(customerId, { after: seq - 1, limit: 1 });
    changeThread(customerId, { type: 'entries', entries });
  } catch {
    // The next reading of the page brings it.
  }
}

function read(id: string, query: { before?: number; after?: number; limit: number }): Promise<Timeline> {
  return unwrap(api.GET('/api/v1/customers/{id}/timeline', { params: { path: { id }, query } }));
}
