import { useActions } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';

import { useT } from '../texts';
import { firstSeq, lastSeq } from '../timeline/thread';
import type { Thread } from '../timeline/thread';

/** This near to the end, in pixels, the timeline follows. */
const NEAR_PX = 64;
/** This far from the end there is a way back. */
const FAR_PX = 400;

interface Scroll {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
  /** Far enough from the end, or with something new below, to offer the way there. */
  readonly away: boolean;
  /** Messages that came since the reader left the end. */
  readonly below: number;
}

/** Follows the end while the reader is there; else keeps the place, also when earlier pages come in above. */
export function useScroll(thread: Thread, typing: boolean): Scroll {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const fromEnd = useRef(0);
  const top = useRef(0);
  const seen = useRef(0);
  const [far, setFar] = useState(false);
  const [below, setBelow] = useState(0);
  const first = firstSeq(thread);
  const last = lastSeq(thread);
  const mine = thread.outgoing.at(-1)?.key;

  const toEnd = (): void => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    follows.current = true;
    seen.current = last;
    setBelow(0);
    setFar(false);
  };
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    fromEnd.current = element.scrollHeight - element.scrollTop;
    // Only who goes up leaves the end: a picture may have moved it away since we went there.
    if (distance < NEAR_PX || element.scrollTop < top.current) follows.current = distance < NEAR_PX;
    top.current = element.scrollTop;
    setFar(distance > FAR_PX);
    if (!follows.current) return;
    seen.current = last;
    setBelow(0);
  };

  // Own words always come into sight.
  useLayoutEffect(toEnd, [mine]);
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBelow(thread.entries.filter((it) => it.seq > seen.current && it.body.type !== 'event').length);
  }, [last, typing]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && !follows.current) element.scrollTop = element.scrollHeight - fromEnd.current;
  }, [first]);
  useLayoutEffect(() => {
    const element = box.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return undefined;
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
      fromEnd.current = element.scrollHeight - element.scrollTop;
    });
    observer.observe(element);
    observer.observe(inner);
    return () => observer.disconnect();
  }, []);
  useActions(
    useMemo(
      (): Action[] => [{ id: 'thread-end', name: t('act.latest'), group: t('act.group'), shortcut: 'End', perform: toEnd }],
      [t, last],
    ),
  );
  return { box, onScroll, toEnd, away: far || below > 0, below };
}
