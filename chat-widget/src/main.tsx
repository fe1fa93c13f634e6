/** `widget.js`: reads its script tag, adds the chat to the page, and answers to `window.Tsunagi`. */

import { ChatClient, browserWorld, nudgeOnReturn } from '@tsunagi/webchat-client';
import type { ChatEntry, ChatState } from '@tsunagi/webchat-client';
import { render } from 'preact';

import { readConfig } from './config';
import type { Config } from './config';
import { wordsOf } from './i18n';
import { createWidgetStore } from './store';
import { App } from './ui/App';
import type { Controls } from './ui/App';
import { createHost } from './ui/host';

export interface WidgetEvents {
  open: undefined;
  close: undefined;
  /** The number of unread messages changed. */
  unread: number;
  /** A message came, from either side. */
  message: ChatEntry;
}

export interface TsunagiWidget {
  open(): void;
  close(): void;
  /** Takes the widget off the page. The conversation stays, and what was not sent is sent on the next visit. */
  destroy(): void;
  /** Calls `handler` on each event; the answer stops that. */
  on<Name extends keyof WidgetEvents>(name: Name, handler: (event: WidgetEvents[Name]) => void): () => void;
}

declare global {
  interface Window {
    Tsunagi?: TsunagiWidget;
  }
}

type Emit = <Name extends keyof WidgetEvents>(name: Name, event: WidgetEvents[Name]) => void;

function createWidget(config: Config): TsunagiWidget {
  const store = createWidgetStore(config.scope, localArea());
  const client = new ChatClient(browserWorld(config.socketUrl, store), config.language);
  const host = createHost(document, config.theme, config.language);
  const mount = host.root.querySelector('.widget') ?? host.root;
  const handlers = new Map<string, Set<(event: never) => void>>();
  const emit: Emit = (name, event) => {
    for (const handler of handlers.get(name) ?? []) (handler as (it: typeof event) => void)(event);
  };
  let controls: Controls | undefined;
  render(
    <App
      client={client}
      store={store}
      config={config}
      words={wordsOf(config.language)}
      onControls={(it) => (controls = it)}
      onToggle={(open) => emit(open ? 'open' : 'close', undefined)}
    />,
    mount,
  );
  client.subscribe(reportChanges(client.state, emit));
  const stopNudging = nudgeOnReturn(client);

  const widget: TsunagiWidget = {
    open: () => controls?.open(true),
    close: () => controls?.close(),
    destroy() {
      stopNudging();
      client.stop();
      render(null, mount);
      host.remove();
      if (window.Tsunagi === widget) delete window.Tsunagi;
    },
    on(name, handler) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set.add(handler));
      return () => set.delete(handler);
    },
  };
  return widget;
}

function reportChanges(first: ChatState, emit: Emit): (state: ChatState) => void {
  let previous = first;
  return (state) => {
    const before = previous;
    previous = state;
    if (state.unread !== before.unread) emit('unread', state.unread);
    if (state.log.entries === before.log.entries) return;
    const known = new Set(before.log.entries.map((it) => it.seq));
    for (const entry of state.log.entries) if (!known.has(entry.seq)) emit('message', entry);
  };
}

/** Reading the property alone throws where storage is forbidden. */
function localArea(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function start(script: HTMLScriptElement | null): void {
  if (window.Tsunagi || !script) return;
  window.Tsunagi = createWidget(readConfig(script, document.documentElement.lang, navigator.languages));
  window.dispatchEvent(new Event('tsunagi:ready'));
}

const script = document.currentScript;
start(script instanceof HTMLScriptElement ? script : document.querySelector('script[src*="/widget.js"]'));
