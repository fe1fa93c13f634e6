import type { Content } from '@tsunagi/api-client';
import { idempotencyKey, reconnectDelayMs, socketUrl } from '@tsunagi/api-client';

/** Frames of `/socket/webchat`, version 1 (`crates/protocol/src/webchat.rs`), as far as a played visitor needs them. */
export interface ChatEntry {
  seq: number;
  at: string;
  from: 'customer' | 'flow' | 'agent';
  name?: string;
  client_id?: string;
  content: Content;
}

type ServerFrame =
  | { type: 'welcome'; token: string }
  | { type: 'entries'; entries: ChatEntry[] }
  | { type: 'ack'; client_id: string }
  | { type: 'typing' }
  | { type: 'pong' }
  | { type: 'error'; code: string; message: string; client_id?: string };

type Said = { type: 'message'; text: string } | { type: 'pick'; id: string; label: string };

/** A message whose entry has not come. The server need not send it: the `ack` settles it. */
export interface Pending {
  clientId: string;
  at: string;
  said: Said;
  /** The last entry that stood above it when it was said. */
  afterSeq: number;
  isStored: boolean;
  /** Why the server does not want it. */
  refusal?: string;
}

export interface ChatState {
  link: 'connecting' | 'open' | 'refused';
  entries: readonly ChatEntry[];
  pending: readonly Pending[];
  typing: boolean;
}

const TYPING_MS = 10_000;
/** Failed attempts without any welcome after which the site is taken for not allowed. */
const ATTEMPTS_BEFORE_REFUSED = 3;

export interface ChatSessionOptions {
  account: string;
  language: string;
  token: string | undefined;
  /** The product's time, RFC 3339. */
  now: () => string;
  onToken: (token: string) => void;
  onChange: (state: ChatState) => void;
}

/** One played visitor of a web chat. */
export class ChatSession {
  readonly #options: ChatSessionOptions;
  #token: string | undefined;
  #state: ChatState = { link: 'connecting', entries: [], pending: [], typing: false };
  #socket: WebSocket | undefined;
  #failures = 0;
  #inFlight: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(options: ChatSessionOptions) {
    this.#options = options;
    this.#token = options.token;
    this.#connect();
  }

  say(said: Said): void {
    const afterSeq = this.#state.entries.at(-1)?.seq ?? 0;
    const pending = { clientId: idempotencyKey(), at: this.#options.now(), said, afterSeq, isStored: false };
    this.#set({ pending: [...this.#state.pending, pending] });
    this.#postNext();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#typingTimer);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(`${socketUrl('/socket/webchat')}?account=${encodeURIComponent(this.#options.account)}`);
    this.#socket = socket;
    socket.onopen = () => {
      const { language } = this.#options;
      const token = this.#token === undefined ? {} : { token: this.#token };
      this.#send({ type: 'hello', v: 1, after: this.#state.entries.at(-1)?.seq ?? 0, language, ...token });
    };
    socket.onmessage = (message) => {
      if (typeof message.data === 'string') this.#receive(JSON.parse(message.data) as ServerFrame);
    };
    socket.onclose = () => {
      if (this.#ended || this.#socket !== socket) return;
      this.#failures += 1;
      this.#set({ link: this.#failures > ATTEMPTS_BEFORE_REFUSED ? 'refused' : 'connecting' });
      this.#timer = setTimeout(() => this.#connect(), reconnectDelayMs(this.#failures, Math.random()));
    };
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.#failures = 0;
        this.#token = frame.token;
        this.#options.onToken(frame.token);
        this.#inFlight = undefined;
        this.#set({ link: 'open' });
        this.#postNext();
        return;
      case 'entries':
        this.#set(withEntries(this.#state, frame.entries));
        return;
      case 'ack':
        this.#settle(frame.client_id, { isStored: true });
        return;
      case 'typing':
        this.#set({ typing: true });
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => this.#set({ typing: false }), TYPING_MS);
        return;
      case 'error':
        if (frame.code === 'not_allowed' || frame.code === 'closed') this.#set({ link: 'refused' });
        if (frame.client_id !== undefined) this.#settle(frame.client_id, { refusal: frame.message });
        return;
      case 'pong':
        return;
    }
  }

  /** One at a time, so that their order is kept. */
  #postNext(): void {
    if (this.#state.link !== 'open' || this.#inFlight !== undefined) return;
    const next = this.#state.pending.find(({ isStored, refusal }) => !isStored && refusal === undefined);
    if (!next) return;
    this.#inFlight = next.clientId;
    this.#send({ ...next.said, client_id: next.clientId });
  }

  #settle(clientId: string, outcome: Partial<Pending>): void {
    this.#set({ pending: this.#state.pending.map((it) => (it.clientId === clientId ? { ...it, ...outcome } : it)) });
    if (this.#inFlight === clientId) this.#inFlight = undefined;
    this.#postNext();
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #set(part: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...part };
    if (!this.#ended) this.#options.onChange(this.#state);
  }
}

/** New entries take the place of what was pending, and end the writing. */
export function withEntries(state: ChatState, arrived: readonly ChatEntry[]): ChatState {
  const bySeq = new Map([...state.entries, ...arrived].map((entry) => [entry.seq, entry]));
  const entries = [...bySeq.values()].toSorted((a, b) => a.seq - b.seq);
  const stored = new Set(entries.map((entry) => entry.client_id));
  return {
    ...state,
    entries,
    pending: state.pending.filter(({ clientId }) => !stored.has(clientId)),
    typing: state.typing && arrived.every((entry) => entry.from === 'customer'),
  };
}
