/** The world of a real page: WebSocket, timers, crypto. */

import type { ChatClient } from './client';
import type { ChatStore, Socket, SocketEvents, World } from './ports';

export function browserWorld(socketUrl: string, store: ChatStore): World {
  return {
    store,
    connect: (events) => openSocket(socketUrl, events),
    now: Date.now,
    random: Math.random,
    newId,
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Tries at once when the device comes back online or the page into sight; the answer stops that. */
export function nudgeOnReturn(client: ChatClient): () => void {
  const nudge = (): void => {
    if (document.visibilityState === 'visible') client.nudge();
  };
  window.addEventListener('online', nudge);
  document.addEventListener('visibilitychange', nudge);
  return () => {
    window.removeEventListener('online', nudge);
    document.removeEventListener('visibilitychange', nudge);
  };
}

function openSocket(url: string, events: SocketEvents): Socket {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url);
  } catch {
    // The page's policy forbids the address: the same as a connection that never opens.
    const timer = setTimeout(() => events.closed());
    return { send: () => undefined, close: () => clearTimeout(timer) };
  }
  socket.onopen = events.opened;
  socket.onmessage = (event: MessageEvent<unknown>) => events.received(event.data);
  socket.onclose = () => events.closed();
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

/** 128 random bits as 32 hex digits. `randomUUID` is missing on pages without TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, '0')).join('');
}
