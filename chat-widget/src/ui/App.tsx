import type { ChatClient, ChatState } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { Config } from '../config';
import type { Words } from '../i18n';
import type { WidgetStore } from '../store';
import { announcements } from './announce';
import type { Announcement } from './announce';
import { ChatIcon, CloseIcon } from './icons';
import { Panel } from './Panel';

/** More than this many unread messages are not counted out. */
const BADGE_MAX = 99;
/** Announcements that stay for a screen reader to finish. */
const SPOKEN_KEPT = 5;

/** How the page's script steers the view. */
export interface Controls {
  open: (byPerson: boolean) => void;
  close: () => void;
}

interface AppProps {
  readonly client: ChatClient;
  readonly store: WidgetStore;
  readonly config: Config;
  readonly words: Words;
  readonly onControls: (controls: Controls) => void;
  readonly onToggle: (open: boolean) => void;
}

export function App({ client, store, config, words, onControls, onToggle }: AppProps): JSX.Element {
  const { t } = words;
  const [state, setState] = useState<ChatState>(client.state);
  const [open, setOpen] = useState(store.open());
  const [byPerson, setByPerson] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const spoken = useAnnouncements(state, words);

  const show = (person: boolean): void => {
    setByPerson(person);
    setOpen(true);
    store.setOpen(true);
    client.start();
    onToggle(true);
  };
  const hide = (): void => {
    setOpen(false);
    store.setOpen(false);
    onToggle(false);
    button.current?.focus({ preventScroll: true });
  };
  useEffect(() => {
    onControls({ open: show, close: hide });
    // A visitor who never wrote is not connected before they open the chat.
    if (open || store.token() !== undefined) client.start();
    return client.subscribe(setState);
  }, []);

  const label = state.unread > 0 ? t.openChatUnread(state.unread) : t.openChat;
  return (
    <>
      {open && (
        <Panel
          client={client}
          store={store}
          state={state}
          words={words}
          title={config.title ?? t.title}
          origin={config.origin}
          takeFocus={byPerson}
          onClose={hide}
        />
      )}
      <button
        ref={button}
        type="button"
        class={open ? 'launcher opened' : 'launcher'}
        aria-label={open ? t.closeChat : label}
        aria-expanded={open}
        aria-haspopup="dialog"
        title={open ? t.closeChat : label}
        onClick={() => (open ? hide() : show(true))}
      >
        {open ? <CloseIcon /> : <ChatIcon />}
        {!open && state.unread > 0 && (
          <span class="badge" aria-hidden="true">
            {state.unread > BADGE_MAX ? `${BADGE_MAX}+` : state.unread}
          </span>
        )}
      </button>
      <div class="hidden" role="log" aria-live="polite">
        {spoken.map((it) => (
          <p key={it.seq}>{it.text}</p>
        ))}
      </div>
    </>
  );
}

/** What a screen reader should hear: messages that came since the page was loaded, not the history. */
function useAnnouncements(state: ChatState, words: Words): readonly Announcement[] {
  const [spoken, setSpoken] = useState<readonly Announcement[]>([]);
  const heard = useRef<number | undefined>(undefined);
  useEffect(() => {
    const { added, seq } = announcements(state, heard.current, words.t);
    heard.current = seq;
    if (added.length > 0) setSpoken((before) => [...before, ...added].slice(-SPOKEN_KEPT));
  }, [state.log.entries, state.link]);
  return spoken;
}
