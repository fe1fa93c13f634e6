import type { DeskFrame } from '@tsunagi/api-client';
import { DeskSocket, refresher } from '@tsunagi/api-client';
import { useEffect, useSyncExternalStore } from 'react';

import { queryClient } from './client';
import { keys } from './keys';

/** Hints come in bursts, numbers are read once per burst. Milliseconds. */
const GATHER_MS = 500;

let socket: DeskSocket | undefined;
let users = 0;
const listeners = new Set<() => void>();

/** Keeps what is on the page fresh while the component is shown, by hints of the server. */
export function useLive(): void {
  useEffect(() => {
    users += 1;
    socket ??= begin();
    return () => {
      users -= 1;
      // Pages change within a moment: the connection outlives that.
      setTimeout(end, 1_000);
    };
  }, []);
}

/** Whether hints arrive; when not, pages ask more often. */
export function useIsLive(): boolean {
  return useSyncExternalStore(subscribe, () => socket?.state === 'open');
}

function begin(): DeskSocket {
  const opened = new DeskSocket();
  const refresh = refresher(queryClient, GATHER_MS);
  const on = <T extends DeskFrame['type']>(type: T, ...stale: readonly (readonly string[])[]) =>
    opened.on(type, () => refresh(...stale));
  on('hello', keys.overview, keys.failures, keys.flows, keys.accounts, keys.simulator);
  on('thread_changed', keys.overview, keys.failures);
  on('flows_changed', keys.overview, keys.flows);
  on('channels_changed', keys.overview, keys.accounts);
  opened.on('simulator_changed', ({ channel, account }) => refresh(keys.calls(channel, account)));
  opened.onState(notifyAll);
  opened.open();
  return opened;
}

function end(): void {
  if (users > 0) return;
  socket?.close();
  socket = undefined;
  notifyAll();
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

function notifyAll(): void {
  for (const notify of listeners) notify();
}
