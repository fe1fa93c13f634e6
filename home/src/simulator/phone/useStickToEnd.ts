import { type RefObject, useEffect, useRef } from 'react';

const NEAR_PX = 48;

/** Keeps the end of a scrolled list in sight: always when it gains something, and on changes of size when it was there. */
export function useStickToEnd(count: number): RefObject<HTMLDivElement | null> {
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => toEnd(screen.current), [count]);
  useEffect(() => {
    const element = screen.current;
    if (!element) return undefined;
    let atEnd = true;
    let top = 0;
    const note = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      // Only who goes up leaves the end: what was at the end may have grown since.
      if (near || element.scrollTop < top) atEnd = near;
      top = element.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (atEnd) toEnd(element);
    });
    element.addEventListener('scroll', note, { passive: true });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => {
      element.removeEventListener('scroll', note);
      observer.disconnect();
    };
  }, []);
  return screen;
}

function toEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
