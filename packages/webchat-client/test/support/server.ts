/**
 * A web chat server in memory, as docs/webchat-protocol.md describes it, behind a network that a test controls:
 * frames wait on the wire until they are delivered, and a dropped connection loses what was on it.
 */

import type { SocketEvents, Socket } from '../../src/ports';
import type { ChatEntry, ClientFrame, Content, ServerFrame } from '../../src/protocol';

interface Visitor {
  readonly token: string;
  readonly entries: ChatEntry[];
}

export class FakeServer {
  readonly visitors = new Map<string, Visitor>();
  readonly connections = new Set<Connection>();
  /** Every frame that reached the server, in order. */
  readonly received: ClientFrame[] = [];
  /** Refuses new connections while false. */
  reachable = true;
  /** Answers messages with this error instead of storing them. */
  sick: string | undefined;
  /** How many missed messages it gives. */
  resumes = 200;
  /** `seq` skips numbers, as entries of other channels do. */
  seqStep = 1;

  connect(events: SocketEvents): Socket {
    const connection = new Connection(this, events);
    this.connections.add(connection);
    return connection;
  }

  /** Lets everything on the wire arrive. */
  settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const connection of [...this.connections]) moved = connection.deliverAll() || moved;
    }
  }

  dropAll(): void {
    for (const connection of [...this.connections]) connection.drop();
  }

  say(token: string, from: 'flow' | 'agent', content: Content): void {
    this.store(token, { from, content });
  }

  store(token: string, part: Pick<ChatEntry, 'from' | 'content' | 'client_id' | 'name'>): void {
    const visitor = this.visitors.get(token);
    if (!visitor) throw new Error(`no visitor ${token}`);
    const seq = (visitor.entries.at(-1)?.seq ?? 0) + this.seqStep;
    const entry = { seq, at: new Date(Date.UTC(2026, 10, 22, 1, 0, seq)).toISOString(), ...part };
    visitor.entries.push(entry);
    for (const connection of this.connections) {
      if (connection.token === token) connection.push({ type: 'entries', entries: [entry] });
    }
  }

  handle(connection: Connection, frame: ClientFrame): void {
    this.received.push(frame);
    if (frame.type === 'hello') return this.#hello(connection, frame);
    if (frame.type === 'ping') return connection.push({ type: 'pong' });
    if (frame.type === 'typing') return;
    const token = connection.token;
    if (token === undefined) return connection.push({ type: 'error', code: 'hello_first', message: '' });
    const { client_id } = frame;
    if (this.sick !== undefined) {
      return connection.push({ type: 'error', code: this.sick, message: 'not now', client_id });
    }
    const known = this.visitors.get(token)?.entries.some((it) => it.client_id === client_id);
    connection.push({ type: 'ack', client_id });
    if (known) return;
    const content: Content =
      frame.type === 'message'
        ? { type: 'text', text: frame.text }
        : { type: 'picked', id: frame.id, label: frame.label };
    this.store(token, { from: 'customer', client_id, content });
  }

  #hello(connection: Connection, frame: Extract<ClientFrame, { type: 'hello' }>): void {
    const known = frame.token === undefined ? undefined : this.visitors.get(frame.token);
    const visitor = known ?? { token: `token-${this.visitors.size + 1}`, entries: [] };
    this.visitors.set(visitor.token, visitor);
    connection.token = visitor.token;
    connection.push({
      type: 'welcome',
      v: 1,
      token: visitor.token,
      visitor: visitor.token,
      new_visitor: known === undefined,
    });
    const missed = visitor.entries.filter((it) => known === undefined || it.seq > frame.after);
    const newest = missed.slice(-this.resumes);
    const earlier = newest.length < missed.length;
    if (known === undefined) return;
    connection.push({ type: 'entries', entries: newest, ...(earlier && { earlier }), caught_up: true });
  }
}

export class Connection implements Socket {
  token: string | undefined;
  #server: FakeServer;
  #events: SocketEvents;
  #state: 'opening' | 'open' | 'gone' = 'opening';
  #up: ClientFrame[] = [];
  #down: ServerFrame[] = [];

  constructor(server: FakeServer, events: SocketEvents) {
    this.#server = server;
    this.#events = events;
  }

  send(text: string): void {
    if (this.#state === 'open') this.#up.push(JSON.parse(text) as ClientFrame);
  }

  close(): void {
    this.#state = 'gone';
    this.#server.connections.delete(this);
  }

  push(frame: ServerFrame): void {
    if (this.#state === 'open') this.#down.push(frame);
  }

  open(): void {
    if (this.#state !== 'opening') return;
    if (!this.#server.reachable) return this.drop();
    this.#state = 'open';
    this.#events.opened();
  }

  /** Lets one frame of the client arrive. */
  deliverUp(): boolean {
    const frame = this.#up.shift();
    if (frame) this.#server.handle(this, frame);
    return frame !== undefined;
  }

  /** Lets one frame of the server arrive, twice if asked. */
  deliverDown(twice = false): boolean {
    const frame = this.#down.shift();
    if (!frame) return false;
    const text = JSON.stringify(frame);
    this.#events.received(text);
    if (twice && this.#state === 'open') this.#events.received(text);
    return true;
  }

  /** What the server has sent does not arrive. */
  loseDown(): void {
    this.#down = [];
  }

  deliverAll(): boolean {
    const opening = this.#state === 'opening';
    if (opening) this.open();
    let moved = opening;
    while (this.#state === 'open' && (this.deliverUp() || this.deliverDown())) moved = true;
    return moved;
  }

  /** The network is gone: what was under way is lost, on both ways. */
  drop(): void {
    if (this.#state === 'gone') return;
    this.close();
    this.#events.closed();
  }
}
