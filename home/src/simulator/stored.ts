import { useCallback, useSyncExternalStore } from 'react';

const subscribers = new Set<() => void>();
const cache = new Map<string, unknown>();

/** A value that this browser keeps, shared by all that ask for it. */
export function useStored<T>(key: string, initial: T): [T, (change: (before: T) => T) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored(key, initial));
  const change = useCallback((next: (before: T) => T) => writeStored(key, next(readStored(key, initial))), [key, initial]);
  return [value, change];
}

/** The value now, for code that draws nothing. */
export function readStored<T>(key: string, initial: T): T {
  if (!cache.has(key)) cache.set(key, load(key) ?? initial);
  return cache.get(key) as T;
}

export function writeStored(key: string, value: unknown): void {
  cache.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the phone then lasts as long as the page.
  }
  for (const notify of subscribers) notify();
}

function load(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function subscribe(notify: () => void): () => void {
  subscribers.add(notify);
  return () => subscribers.delete(notify);
}
