import { useSyncExternalStore } from 'react';

export interface ToastOptions {
  text: string;
  tone?: 'neutral' | 'good' | 'bad';
  action?: { label: string; perform: () => void };
  /** How long it stays without being touched; 0 keeps it until it is closed. Bad news stays. */
  stayMs?: number;
}

export interface ToastItem extends ToastOptions {
  id: number;
}

const STAY_MS = 6000;
const MOST_AT_ONCE = 3;

let items: readonly ToastItem[] = [];
let nextId = 1;
const subscribers = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Says something in passing, at the bottom of the page; returns its id. */
export function toast(options: ToastOptions): number {
  const id = nextId;
  nextId += 1;
  const dropped = items.slice(0, Math.max(0, items.length + 1 - MOST_AT_ONCE));
  for (const { id: old } of dropped) stopTimer(old);
  set([...items.slice(dropped.length), { ...options, id }]);
  startTimer(id);
  return id;
}

export function closeToast(id: number): void {
  stopTimer(id);
  set(items.filter((item) => item.id !== id));
}

/** Holds all while one is pointed at or has the focus. */
export function holdToasts(held: boolean): void {
  for (const { id } of items) {
    if (held) stopTimer(id);
    else startTimer(id);
  }
}

export function useToasts(): readonly ToastItem[] {
  return useSyncExternalStore(subscribe, () => items);
}

/** For tests and for leaving a page. */
export function currentToasts(): readonly ToastItem[] {
  return items;
}

function startTimer(id: number): void {
  const item = items.find((it) => it.id === id);
  if (!item) return;
  const stayMs = item.stayMs ?? (item.tone === 'bad' ? 0 : STAY_MS);
  if (stayMs > 0) timers.set(id, setTimeout(() => closeToast(id), stayMs));
}

function stopTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function set(next: readonly ToastItem[]): void {
  items = next;
  for (const notify of subscribers) notify();
}

function subscribe(notify: () => void): () => void {
  subscribers.add(notify);
  return () => subscribers.delete(notify);
}
