import { useEffect, useSyncExternalStore } from 'react';

import type { Icon } from '../icons';
import { isComposing } from './ime';
import { ShortcutMatcher } from './shortcuts';

/** Something that a person can do. It exists once, and feeds buttons, menus, palette, keys and the key map. */
export interface Action {
  id: string;
  /** In the person's language. */
  name: string;
  icon?: Icon;
  /** `Mod+K`, `g b`, `?`: see `parseShortcut`. */
  shortcut?: string;
  /** Heading in the key map, in the person's language. */
  group?: string;
  /** Absent means always. */
  visible?: () => boolean;
  /** Also works while the focus is in a text field. Shortcuts with `Mod` always do. */
  whileTyping?: boolean;
  perform: () => void;
}

type ActionList = readonly Action[];

let lists: readonly ActionList[] = [];
let all: ActionList = [];
const subscribers = new Set<() => void>();

/** Adds actions to the page; returns the way to take them out again. Later ones win a shortcut. */
export function registerActions(actions: ActionList): () => void {
  set([...lists, actions]);
  return () => set(lists.filter((list) => list !== actions));
}

/** Registers while the component is shown. Keep the list stable with `useMemo`. */
export function useActions(actions: ActionList): void {
  useEffect(() => registerActions(actions), [actions]);
}

/** Everything that can be done here now. */
export function useAllActions(): ActionList {
  return useSyncExternalStore(subscribe, () => all);
}

export function isVisible(action: Action): boolean {
  return action.visible?.() ?? true;
}

/** Performs the action that a key press means. `AppRoot` calls it for the whole page. */
export function listenToKeys(target: Window): () => void {
  const matcher = new ShortcutMatcher();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event) || isModifier(event.key) || overlayIsOpen(target.document)) return;
    const typing = isTyping(event.target);
    const usable = all.filter((action) => canBegin(action, typing) && isVisible(action));
    const shortcuts = usable.flatMap((action) => action.shortcut ?? []);
    const { matched, partial } = matcher.press(event, shortcuts, event.timeStamp);
    if (matched === undefined && !partial) return;
    event.preventDefault();
    usable.findLast((action) => action.shortcut === matched)?.perform();
  };
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}

function canBegin(action: Action, typing: boolean): boolean {
  if (action.shortcut === undefined) return false;
  return !typing || action.whileTyping === true || action.shortcut.startsWith('Mod+');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  const untyped = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color'];
  return target instanceof HTMLInputElement && !untyped.includes(target.type);
}

function overlayIsOpen(page: Document): boolean {
  return page.querySelector('.tn-overlay, .tn-menu-popover, .tn-listbox-popover') !== null;
}

function isModifier(key: string): boolean {
  return ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'].includes(key);
}

function set(next: readonly ActionList[]): void {
  lists = next;
  all = next.flat();
  for (const notify of subscribers) notify();
}

function subscribe(notify: () => void): () => void {
  subscribers.add(notify);
  return () => subscribers.delete(notify);
}
