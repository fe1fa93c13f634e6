import { useSyncExternalStore } from 'react';

/** How long one hint counts, in milliseconds: as long as the web chat protocol says. */
const SHOWN_MS = 10_000;

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

/** The customer writes just now. */
export function useTyping(customerId: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => timers.has(customerId),
  );
}

export function noteTyping(customerId: string): void {
  clearTimeout(timers.get(customerId));
  timers.set(
    customerId,
    setTimeout(() => endTyping(customerId), SHOWN_MS),
  );
  tell();
}

export function endTyping(customerId: string): void {
  clearTimeout(timers.get(customerId));
  if (timers.delete(customerId)) tell();
}

function tell(): void {
  for (const notify of listeners) notify();
}
