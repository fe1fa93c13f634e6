import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'tsunagi.theme';
const subscribers = new Set<() => void>();
let theme: Theme = readTheme();
apply(theme);

/** Light, dark, or what the system asks for; kept in this browser. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, () => theme), setTheme];
}

export function setTheme(next: Theme): void {
  theme = next;
  apply(next);
  try {
    globalThis.localStorage?.setItem(STORAGE_KEY, next);
  } catch {
    // Forbidden storage: the choice lasts as long as the page.
  }
  for (const notify of subscribers) notify();
}

function readTheme(): Theme {
  try {
    const stored = globalThis.localStorage?.getItem(STORAGE_KEY);
    return THEMES.find((it) => it === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

function apply(next: Theme): void {
  if (typeof document === 'undefined') return;
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}

function subscribe(notify: () => void): () => void {
  subscribers.add(notify);
  return () => subscribers.delete(notify);
}
