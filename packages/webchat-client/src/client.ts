/**
 * The protocol client: keeps one socket alive, resumes by `seq`, and sends own messages one at a time, each under
 * its own id until the server acknowledged it. So order is kept, and a message sent twice is stored once.
 */

import { GOOD_AFTER_MS, backoffMs } from './backoff';
import { EMPTY_LOG, apply, lastSeq, toFrame, unreadCount } from './log';
import type { Change, Failure, Outgoing, Pending } from './log';
import type { Socket, World } from './ports';
import { PROTOCOL_VERSION, TEXT_LIMIT, parseServerFrame } from './protocol';
import type { ChatEntry, ClientFrame, ServerFrame } from './protocol';
import type { ChatState, Listener } from './state';
import { Timers } from './timers';

const WELCOME_MS = 10_000;
const ACK_MS = 10_000;
/** Below the ten minutes and the common 60 s after which proxies close quiet connections. */
const PING_MS = 25_000;
const PONG_MS = 10_000;
const TYPING_SHOWN_MS = 10_000;
const TYPING_EVERY_MS = 4_000;
/** The window in which the server counts frames. */
const TOO_FAST_MS = 10_000;
/** Unanswered or refused-for-now attempts at one message on a living connection before a person must decide. */
const SEND_ATTEMPTS = 5;

export class ChatClient {
  #world: World;
  #language: string | undefined;
  #state: ChatState;
  #listeners = new Set<Listener>();
  #socket: Socket | undefined;
  /** Grows with every socket, so that events of an old one fall on deaf ears. */
  #generation = 0;
  #attempt = 0;
  #readySince: number | undefined;
  #usedToken: string | undefined;
  #inFlight: string | undefined;
  #tries = new Map<string, number>();
  #timers: Timers<'connect' | 'deadline' | 'ack' | 'typing'>;
  #typingSaidAt = -Infinity;
  /** Up to here nothing is missing. Own messages may overtake what was said before them, so holding a `seq` is not enough. */
  #completeSeq: number;
  /** The answer to this connection's `hello` is through. */
  #caughtUp = false;

  constructor(world: World, language?: string) {
    this.#world = world;
    this.#timers = new Timers(world);
    this.#language = language;
    const { store } = world;
    let log = apply(EMPTY_LOG, { type: 'entries', entries: store.entries() });
    // Only what is complete is stored.
    this.#completeSeq = lastSeq(log);
    const known = new Set(log.entries.map((it) => it.client_id));
    for (const pending of store.outbox()) {
      if (known.has(pending.clientId)) store.dropPending(pending.clientId);
      else log = apply(log, { type: 'submit', pending });
    }
    const readSeq = store.readSeq();
    this.#state = { link: 'idle', everReady: false, log, typing: false, readSeq, unread: unreadCount(log, readSeq) };
  }

  get state(): ChatState {
    return this.#state;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects, unless that was done before. */
  start(): void {
    if (this.#state.link === 'idle') this.#connect();
  }

  /** Ends for good. What was not sent stays stored for the next visit. */
  stop(): void {
    this.#abandonSocket();
    this.#listeners.clear();
  }

  /** Queues a message. It is stored before anything is sent; one that the server would not take fails at once. */
  submit(body: Outgoing): void {
    if (body.type === 'text' && body.text.trim() === '') return;
    const isTooLong = body.type === 'text' && body.text.length > TEXT_LIMIT;
    const pending: Pending = {
      clientId: this.#world.newId(),
      at: this.#world.now(),
      afterSeq: lastSeq(this.#state.log),
      body,
      ...(isTooLong ? { state: 'failed', failure: 'too_long' } : { state: 'queued' }),
    };
    this.#world.store.putPending(pending);
    this.#change({ type: 'submit', pending });
    this.start();
    this.#pump();
  }

  retry(clientId: string): void {
    this.#tries.delete(clientId);
    this.#change({ type: 'retry', clientId, at: this.#world.now() });
    const pending = this.#state.log.pending.find((it) => it.clientId === clientId);
    if (pending) this.#world.store.putPending(pending);
    if (this.#state.link === 'refused') this.#connect();
    else this.#pump();
  }

  discard(clientId: string): void {
    this.#world.store.dropPending(clientId);
    this.#change({ type: 'discard', clientId });
  }

  /** Says that the customer writes, at most every four seconds. */
  sayTyping(): void {
    const now = this.#world.now();
    if (this.#state.link !== 'ready' || now - this.#typingSaidAt < TYPING_EVERY_MS) return;
    this.#typingSaidAt = now;
    this.#send({ type: 'typing' });
  }

  markRead(): void {
    const seq = lastSeq(this.#state.log);
    if (seq <= this.#state.readSeq) return;
    this.#world.store.setReadSeq(seq);
    this.#set({ readSeq: seq, unread: 0 });
  }

  /** The network or the page came back, or a person asks: do not wait for the next attempt. Changes no refusal. */
  nudge(): void {
    if (this.#state.link === 'waiting') this.#connect();
    else if (this.#state.link === 'ready') this.#ping();
  }

  #connect(): void {
    this.#abandonSocket();
    const generation = ++this.#generation;
    this.#set({ link: 'connecting', refusal: undefined });
    this.#deadline(WELCOME_MS);
    this.#socket = this.#world.connect({
      opened: () => {
        if (generation === this.#generation) this.#hello();
      },
      received: (data) => {
        if (generation !== this.#generation) return;
        const frame = parseServerFrame(data);
        if (this.#state.link === 'ready') this.#expectQuiet();
        if (frame) this.#receive(frame);
      },
      closed: () => {
        if (generation === this.#generation) this.#lost();
      },
    });
  }

  #hello(): void {
    this.#usedToken = this.#world.store.token();
    this.#send({
      type: 'hello',
      v: PROTOCOL_VERSION,
      ...(this.#usedToken !== undefined && { token: this.#usedToken }),
      after: this.#completeSeq,
      ...(this.#language !== undefined && { language: this.#language }),
    });
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'entries':
        return this.#take(frame);
      case 'ack':
        this.#change({ type: 'accept', clientId: frame.client_id });
        return this.#settle(frame.client_id);
      case 'typing':
        this.#set({ typing: true });
        return this.#timers.set('typing', TYPING_SHOWN_MS, () => this.#set({ typing: false }));
      case 'error':
        return this.#problem(frame.code, frame.client_id);
      case 'pong':
        return;
    }
  }

  #welcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    if (frame.v !== PROTOCOL_VERSION) return this.#refuse('version');
    const { store } = this.#world;
    if (frame.new_visitor && this.#usedToken === undefined && store.token() !== undefined) {
      // Another tab became this browser's visitor while we asked: be the same one.
      return this.#connect();
    }
    if (frame.new_visitor) this.#forget();
    this.#caughtUp = frame.new_visitor;
    store.setToken(frame.token);
    this.#readySince = this.#world.now();
    this.#set({ link: 'ready', everReady: true });
    this.#expectQuiet();
    this.#pump();
  }

  #take({ entries, earlier = false, caught_up: catchesUp = false }: Extract<ServerFrame, { type: 'entries' }>): void {
    const before = this.#state.log;
    this.#change({ type: 'entries', entries, earlier });
    const { log } = this.#state;
    const moved = this.#noteComplete(entries, catchesUp);
    if (log === before && !moved) return;
    this.#world.store.setEntries(log.entries.filter((it) => it.seq <= this.#completeSeq));
    for (const { client_id: clientId } of entries) {
      if (clientId !== undefined) this.#settle(clientId);
    }
    if (entries.some((it) => it.from !== 'customer')) {
      this.#timers.cancel('typing');
      this.#set({ typing: false });
    }
  }

  /** What the other side says comes in order once this connection caught up. Says whether that went on. */
  #noteComplete(entries: readonly ChatEntry[], catchesUp: boolean): boolean {
    this.#caughtUp ||= catchesUp;
    if (!this.#caughtUp) return false;
    const before = this.#completeSeq;
    const told = catchesUp ? [...this.#state.log.entries.filter((it) => it.from !== 'customer'), ...entries] : entries;
    for (const entry of told) {
      if (catchesUp || entry.from !== 'customer') this.#completeSeq = Math.max(this.#completeSeq, entry.seq);
    }
    return this.#completeSeq !== before;
  }

  #problem(code: string, clientId: string | undefined): void {
    switch (code) {
      case 'too_long':
      case 'bad_frame':
        if (clientId !== undefined) this.#give(clientId, code === 'too_long' ? 'too_long' : 'refused');
        return;
      case 'unavailable':
        if (this.#state.link !== 'ready') return this.#lost();
        if (clientId !== undefined && clientId === this.#inFlight) this.#again(clientId);
        return;
      case 'not_allowed':
        return this.#refuse(code);
      case 'too_fast':
        // It may have been the message under way that was dropped: it goes out once more after the pause.
        if (this.#inFlight !== undefined) this.#timers.set('ack', TOO_FAST_MS, () => this.#resend());
        return;
      default:
        // `closed` and `hello_first`: the server does not know this connection; a new one begins properly.
        return this.#lost();
    }
  }

  /** Sends the oldest queued message when the line is free. */
  #pump(): void {
    if (this.#state.link !== 'ready' || this.#inFlight !== undefined) return;
    const next = this.#state.log.pending.find((it) => it.state === 'queued');
    if (!next) return;
    this.#inFlight = next.clientId;
    this.#send(toFrame(next));
    this.#timers.set('ack', ACK_MS, () => {
      if (!this.#spent(next.clientId)) this.#lost();
    });
  }

  /** The server could not take it now: ask once more after a pause, before anything behind it. */
  #again(clientId: string): void {
    if (this.#spent(clientId)) return;
    this.#timers.set('ack', backoffMs(this.#tries.get(clientId) ?? 0, this.#world.random()), () => this.#resend());
  }

  #resend(): void {
    this.#inFlight = undefined;
    this.#pump();
  }

  /** Counts an attempt; the last one gives the message up. */
  #spent(clientId: string): boolean {
    const tries = (this.#tries.get(clientId) ?? 0) + 1;
    this.#tries.set(clientId, tries);
    if (tries < SEND_ATTEMPTS) return false;
    this.#give(clientId, 'no_answer');
    return true;
  }

  #give(clientId: string, failure: Failure): void {
    this.#change({ type: 'fail', clientId, failure });
    const pending = this.#state.log.pending.find((it) => it.clientId === clientId);
    if (pending) this.#world.store.putPending(pending);
    this.#release(clientId);
  }

  /** The message is the server's now: the log says so already. */
  #settle(clientId: string): void {
    this.#world.store.dropPending(clientId);
    this.#tries.delete(clientId);
    this.#release(clientId);
  }

  #release(clientId: string): void {
    if (this.#inFlight !== clientId) return;
    this.#inFlight = undefined;
    this.#timers.cancel('ack');
    this.#pump();
  }

  #forget(): void {
    this.#world.store.setEntries([]);
    this.#completeSeq = 0;
    this.#world.store.setReadSeq(0);
    this.#set({ readSeq: 0 });
    this.#change({ type: 'reset' });
  }

  #ping(): void {
    this.#send({ type: 'ping' });
    this.#deadline(PONG_MS);
  }

  /** Something was heard: ask for a sign of life only after a while. */
  #expectQuiet(): void {
    this.#timers.set('deadline', PING_MS, () => this.#ping());
  }

  #deadline(ms: number): void {
    this.#timers.set('deadline', ms, () => this.#lost());
  }

  #lost(): void {
    const heldMs = this.#readySince === undefined ? 0 : this.#world.now() - this.#readySince;
    this.#abandonSocket();
    if (heldMs >= GOOD_AFTER_MS) this.#attempt = 0;
    this.#set({ link: 'waiting', typing: false });
    this.#timers.set('connect', backoffMs(this.#attempt++, this.#world.random()), () => this.#connect());
  }

  #refuse(code: string): void {
    this.#abandonSocket();
    this.#set({ link: 'refused', refusal: code, typing: false });
  }

  #abandonSocket(): void {
    this.#generation++;
    this.#timers.cancelAll();
    this.#inFlight = undefined;
    this.#readySince = undefined;
    this.#caughtUp = false;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #change(change: Change): void {
    const log = apply(this.#state.log, change);
    if (log !== this.#state.log) this.#set({ log, unread: unreadCount(log, this.#state.readSeq) });
  }

  #set(part: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
