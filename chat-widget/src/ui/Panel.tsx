import type { ChatClient, ChatState } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import type { Words } from '../i18n';
import type { WidgetStore } from '../store';
import { Banner } from './Banner';
import { Composer } from './Composer';
import { isComposing, keepFocusInside } from './focus';
import { CloseIcon } from './icons';
import { MessageList } from './MessageList';
import { useOnline, useVisible, useVisibleHeight } from './page';

interface PanelProps {
  readonly client: ChatClient;
  readonly store: WidgetStore;
  readonly state: ChatState;
  readonly words: Words;
  readonly title: string;
  readonly origin: string;
  /** Opened by a person just now, so the focus belongs here; not when the page opened it again by itself. */
  readonly takeFocus: boolean;
  readonly onClose: () => void;
}

export function Panel({ client, store, state, words, title, origin, takeFocus, onClose }: PanelProps): JSX.Element {
  const { t } = words;
  const panel = useRef<HTMLDivElement>(null);
  const online = useOnline();
  useVisibleHeight(panel);
  useEffect(() => {
    if (!takeFocus || !panel.current) return;
    const find = (selector: string): HTMLElement | null | undefined => panel.current?.querySelector(selector);
    (find('textarea:not(:disabled)') ?? find('.close'))?.focus();
  }, [takeFocus]);
  const visible = useVisible();
  useEffect(() => {
    if (visible) client.markRead();
  }, [state.log.entries, visible]);

  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) onClose();
        else if (panel.current) keepFocusInside(panel.current, event);
      }}
    >
      <div class="head">
        <h2 class="title">{title}</h2>
        <button type="button" class="close" aria-label={t.closeChat} title={t.closeChat} onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      <Banner state={state} online={online} t={t} onReconnect={() => client.nudge()} />
      <MessageList
        state={state}
        words={words}
        origin={origin}
        actions={{
          pick: ({ id, label }) => client.submit({ type: 'pick', id, label }),
          retry: (clientId) => client.retry(clientId),
          discard: (clientId) => client.discard(clientId),
        }}
      />
      <Composer
        t={t}
        disabled={state.link === 'refused'}
        draft={store.draft()}
        onDraft={store.setDraft}
        onTyping={() => client.sayTyping()}
        onSend={(text) => client.submit({ type: 'text', text })}
      />
    </div>
  );
}
