import { useActions } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { useEffect, useMemo } from 'react';
import type { RefObject } from 'react';

import { useT } from '../texts';
import type { View } from './views';

/** j and k from anywhere, arrows inside the list: the focus moves over the conversations, and Enter opens. */
export function useListKeys(box: RefObject<HTMLElement | null>, view: View): void {
  const t = useT();
  useActions(
    useMemo((): Action[] => {
      const move = (step: number) => (): void => moveFocus(box.current, step);
      const group = t('act.list');
      return [
        { id: 'list-next', name: t('act.next'), group, shortcut: 'j', perform: move(1) },
        { id: 'list-previous', name: t('act.previous'), group, shortcut: 'k', perform: move(-1) },
      ];
    }, [t, box]),
  );
  useEffect(() => {
    const element = box.current;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      moveFocus(element, event.key === 'ArrowDown' ? 1 : -1);
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [box, view]);
}

/** From the focused conversation, else from the open one, else from the top. */
function moveFocus(box: HTMLElement | null, step: number): void {
  const links = [...(box?.querySelectorAll<HTMLElement>('.list-link') ?? [])];
  const focused = links.findIndex((it) => it === document.activeElement);
  const open = links.findIndex((it) => it.getAttribute('aria-current') !== null);
  const from = focused >= 0 ? focused : open;
  const target = from < 0 ? links[0] : links[Math.min(links.length - 1, Math.max(0, from + step))];
  target?.focus();
}
