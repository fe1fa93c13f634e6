import { DeskSocket, refresher } from '@tsunagi/api-client';
import type { DeskSocketState } from '@tsunagi/api-client';
import { useEffect, useSyncExternalStore } from 'react';

import { queryClient } from './client';
import { keys } from './keys';
import { catchUp, refreshEntry } from './threads';
import { endTyping, noteTyping } from './typing';

/** Hints come in bursts, lists are read once per burst. Milliseconds. */
const GATHER_MS = 250;

const socket = new DeskSocket();
const refresh = refresher(queryClient, GATHER_MS);

// Everything may have changed before it was there to hear of.
socket.on('hello', () => refresh([]));
socket.on('thread_changed', ({ customer_id, conversation_id }) => {
  endTyping(customer_id);
  void catchUp(customer_id);
  refresh(keys.conversation(conversation_id), keys.lists, keys.overview);
});
socket.on('delivery_changed', ({ customer_id, seq }) => void refreshEntry(customer_id, seq));
socket.on('typing', ({ customer_id }) => noteTyping(customer_id));

/** Keeps everything on the page fresh while the desk is open. */
export function useLive(): void {
  useEffect(() => {
    socket.open();
    return () => socket.close();
  }, []);
}

/** Whether hints arrive. */
export function useLineState(): DeskSocketState {
  return useSyncExternalStore(
    (notify) => socket.onState(notify),
    () => socket.state,
  );
}
