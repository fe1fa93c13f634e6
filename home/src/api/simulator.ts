import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ActRequest, ActResult, ClockState } from '@tsunagi/api-client';
import { unwrap } from '@tsunagi/api-client';

import type { AccountRef } from './channels';
import { api } from './client';
import { keys } from './keys';
import { useIsLive } from './live';

// Hints of the socket make the page fresh; this is for when they do not come.
const WITHOUT_HINTS_MS = 1_500;
const WITH_HINTS_MS = 15_000;

/** Calls that the played vendor got, oldest first: of all customers, because a refused one may name nobody. */
export function useCalls({ channel, id }: AccountRef) {
  const live = useIsLive();
  return useQuery({
    queryKey: keys.calls(channel, id),
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/simulator/{channel}/{account}/calls', {
          params: { path: { channel, account: id } },
        }),
      ),
    refetchInterval: live ? WITH_HINTS_MS : WITHOUT_HINTS_MS,
  });
}

/** Plays a customer's deed; the answers arrive as calls. */
export function playAct({ channel, id }: AccountRef, body: ActRequest): Promise<ActResult> {
  const params = { path: { channel, account: id } };
  return unwrap(api.POST('/api/v1/simulator/{channel}/{account}/acts', { params, body }));
}

export interface Clock extends ClockState {
  /** When the answer came, by this machine. */
  readAtMs: number;
}

export function useClock() {
  return useQuery({
    queryKey: keys.clock,
    queryFn: async () => withReading(await unwrap(api.GET('/api/v1/simulator/clock'))),
    refetchInterval: 60_000,
  });
}

export function useMoveClock() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (advanceS: number) => unwrap(api.POST('/api/v1/simulator/clock', { body: { advance_s: advanceS } })),
    onSuccess: (state) => {
      cache.setQueryData(keys.clock, withReading(state));
      return cache.invalidateQueries({ queryKey: ['simulator', 'calls'] });
    },
  });
}

/** The product's time now, from the last reading. */
export function clockNowMs(clock: Clock | undefined): number {
  return clock ? Date.parse(clock.now) + (Date.now() - clock.readAtMs) : Date.now();
}

function withReading(state: ClockState): Clock {
  return { ...state, readAtMs: Date.now() };
}
