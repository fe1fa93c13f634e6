import type { ChatState } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { Words } from '../i18n';
import { Bubble } from './Bubble';
import type { BubbleActions } from './Bubble';
import { DownIcon } from './icons';
import { rows } from './rows';

/** Within this distance of the end, in pixels, the list follows new messages. */
const NEAR_END = 48;

interface ListProps {
  readonly state: ChatState;
  readonly words: Words;
  readonly origin: string;
  readonly actions: BubbleActions;
}

/** The messages. Follows the end while the reader is there, else keeps the place and says what came. */
export function MessageList({ state, words, origin, actions }: ListProps): JSX.Element {
  const { t } = words;
  const shown = useMemo(() => rows(state.log, words.dayOf), [state.log, words]);
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const top = useRef(0);
  const [below, setBelow] = useState(false);
  const lastKey = shown.at(-1)?.key;
  const lastOwn = state.log.pending.at(-1)?.clientId;

  const toEnd = (): void => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    follows.current = true;
    setBelow(false);
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBelow(true);
  }, [lastKey, state.typing]);
  useLayoutEffect(toEnd, [lastOwn]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    // Pictures that load and a panel that shrinks for a keyboard move the end.
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="list-frame">
      <div
        ref={box}
        class="list"
        tabIndex={0}
        role="region"
        aria-label={t.log}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
          // Only who goes up leaves the end: a picture may have moved it away since we went there.
          if (atEnd || scrollTop < top.current) follows.current = atEnd;
          top.current = scrollTop;
          if (follows.current) setBelow(false);
        }}
      >
        <ol class="messages">
          {shown.length === 0 && state.link !== 'refused' && <li class="greeting">{t.greeting}</li>}
          {state.log.earlier && <li class="day">{t.earlier}</li>}
          {shown.map((row) =>
            row.kind === 'day' ? (
              <li key={row.key} class="day">
                {words.day(row.at, Date.now())}
              </li>
            ) : (
              <Bubble
                key={row.key}
                row={row}
                words={words}
                origin={origin}
                online={state.link === 'ready'}
                actions={actions}
              />
            ),
          )}
          {state.typing && (
            <li class="message other first">
              <span class="bubble typing" role="status" aria-label={`${t.support} ${t.typing}`}>
                <i />
                <i />
                <i />
              </span>
            </li>
          )}
        </ol>
      </div>
      {below && (
        <button type="button" class="below" onClick={toEnd}>
          <DownIcon />
          {t.newBelow}
        </button>
      )}
    </div>
  );
}
