/** Frames of `/socket/desk`, version 1: hints that something changed (`crates/protocol/src/desk_socket.rs`). */
export type DeskFrame =
  | { type: 'hello'; v: number }
  | { type: 'pong' }
  | { type: 'thread_changed'; customer_id: string; conversation_id: string; seq: number }
  | { type: 'delivery_changed'; customer_id: string; seq: number }
  | { type: 'typing'; customer_id: string }
  | { type: 'flows_changed' }
  | { type: 'channels_changed' }
  | { type: 'simulator_changed'; channel: string; account: string };

export type DeskSocketState = 'connecting' | 'open' | 'waiting' | 'closed';

type FrameOf<T extends DeskFrame['type']> = Extract<DeskFrame, { type: T }>;
type Listener = (frame: DeskFrame) => void;

export interface DeskSocketOptions {
  url?: string;
  /** For tests. */
  connect?: (url: string) => WebSocket;
  random?: () => number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;
/** Connections may die without a word: after this silence the server is asked whether it is there. */
const SILENCE_MS = 25_000;
/** And so it is however much comes: the server forgets who says nothing for three minutes. */
const LONGEST_MS = 60_000;
/** How long it has for its answer, and a new connection for its `hello`. */
const ANSWER_MS = 10_000;

/**
 * Stays connected to `/socket/desk`. A lost frame is harmless as long as the owner reads the API again whenever
 * `hello` comes: that is after every connect, the first included.
 */
export class DeskSocket {
  readonly #url: string;
  readonly #connect: (url: string) => WebSocket;
  readonly #random: () => number;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stateListeners = new Set<(state: DeskSocketState) => void>();
  #socket: WebSocket | undefined;
  /** Until the next connect while waiting, else until silence means something. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the server is asked next, at the latest. */
  #askBy = 0;
  #failures = 0;
  #state: DeskSocketState = 'closed';

  constructor(options: DeskSocketOptions = {}) {
    this.#url = options.url ?? socketUrl('/socket/desk');
    this.#connect = options.connect ?? ((url) => new WebSocket(url));
    this.#random = options.random ?? Math.random;
  }

  get state(): DeskSocketState {
    return this.#state;
  }

  /** Calls back for every frame of the type; returns the way to stop. */
  on<T extends DeskFrame['type']>(type: T, listener: (frame: FrameOf<T>) => void): () => void {
    const known = this.#listeners.get(type) ?? new Set<Listener>();
    this.#listeners.set(type, known);
    const entry: Listener = (frame) => {
      if (frame.type === type) listener(frame as FrameOf<T>);
    };
    known.add(entry);
    return () => known.delete(entry);
  }

  /** Calls back when the connection's state changes; returns the way to stop. */
  onState(listener: (state: DeskSocketState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  open(): void {
    if (this.#state !== 'closed') return;
    globalThis.addEventListener?.('online', this.#lookNow);
    globalThis.document?.addEventListener('visibilitychange', this.#lookNow);
    this.#start();
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.#lookNow);
    globalThis.document?.removeEventListener('visibilitychange', this.#lookNow);
    this.#failures = 0;
    this.#leave('closed');
  }

  #start(): void {
    this.#enter('connecting');
    const socket = this.#connect(this.#url);
    this.#socket = socket;
    this.#after(ANSWER_MS, () => this.#wait());
    // In the cloud, nothing can be sent to a connection before it said something.
    socket.onopen = () => socket.send('{"type":"hello"}');
    socket.onmessage = (message) => {
      if (this.#socket === socket) this.#receive(message.data);
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#wait();
    };
  }

  #wait(): void {
    this.#leave('waiting');
    this.#after(reconnectDelayMs(this.#failures, this.#random()), () => this.#start());
    this.#failures += 1;
  }

  #leave(state: 'waiting' | 'closed'): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#enter(state);
    socket?.close();
  }

  #ask(): void {
    this.#askBy = Date.now() + LONGEST_MS;
    this.#socket?.send('{"type":"ping"}');
    this.#after(ANSWER_MS, () => this.#wait());
  }

  /** The network is back, or somebody looks at the page, which may have slept. */
  readonly #lookNow = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return;
    if (this.#state === 'waiting') this.#start();
    else if (this.#state === 'open') this.#ask();
  };

  #after(ms: number, what: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(what, ms);
  }

  #receive(data: unknown): void {
    const frame = parseFrame(data);
    if (frame === undefined) return;
    if (frame.type === 'hello') {
      this.#failures = 0;
      this.#askBy = Date.now() + LONGEST_MS;
      this.#enter('open');
    }
    if (this.#state === 'open') this.#after(Math.min(SILENCE_MS, Math.max(0, this.#askBy - Date.now())), () => this.#ask());
    for (const listener of [...(this.#listeners.get(frame.type) ?? [])]) listener(frame);
  }

  #enter(state: DeskSocketState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

/** Doubles from half a second to 20 s, and spreads by half so that clients do not come back in step. */
export function reconnectDelayMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return full / 2 + (full / 2) * random;
}

/** The address of a socket on this page's host. */
export function socketUrl(path: string): string {
  const { protocol, host } = globalThis.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${path}`;
}

function parseFrame(data: unknown): DeskFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as DeskFrame) : undefined;
  } catch {
    return undefined;
  }
}
