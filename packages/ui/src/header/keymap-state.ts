import { useSyncExternalStore } from 'react';

let open = false;
const subscribers = new Set<() => void>();

/** Shows the map of all shortcuts of the page. */
export function openKeyMap(): void {
  setKeyMapOpen(true);
}

export function setKeyMapOpen(next: boolean): void {
  open = next;
  for (const notify of subscribers) notify();
}

export function useKeyMapOpen(): boolean {
  return useSyncExternalStore(subscribe, () => open);
}

function subscribe(notify: () => void): () => void {
  subscribers.add(notify);
  return () => subscribers.delete(notify);
}
