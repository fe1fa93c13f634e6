import { ChatClient } from '../../src/core/client';
import type { World } from '../../src/core/ports';
import { createStore } from '../../src/core/storage';
import type { WidgetStore } from '../../src/core/storage';
import { FakeClock } from './clock';
import { FakeServer } from './server';

/** `localStorage` for a test: what stays when a page is loaded again. */
export class FakeArea implements Storage {
  #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  clear(): void {
    this.#items.clear();
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

/** One browser with one page of the widget, and the server at the other end. */
export class Harness {
  readonly clock = new FakeClock();
  readonly server = new FakeServer();
  readonly area = new FakeArea();
  store: WidgetStore;
  client: ChatClient;
  #ids = 0;

  constructor() {
    this.store = createStore('test', this.area);
    this.client = this.newPage();
  }

  /** Another tab, or the same one loaded again: same storage, new client. */
  newPage(): ChatClient {
    this.store = createStore('test', this.area);
    const world: World = {
      connect: (events) => this.server.connect(events),
      store: this.store,
      now: () => this.clock.now,
      random: () => 0.5,
      newId: () => `m${++this.#ids}`,
      after: (ms, task) => this.clock.after(ms, task),
    };
    return new ChatClient(world, 'ja');
  }

  reload(): void {
    this.client.stop();
    this.client = this.newPage();
    this.client.start();
  }

  say(text: string): void {
    this.client.submit({ type: 'text', text });
  }

  get token(): string {
    return this.store.token() ?? '';
  }

  /** The visitor's texts as the server stored them. */
  stored(): string[] {
    const entries = this.server.visitors.get(this.token)?.entries ?? [];
    return entries.filter((it) => it.from === 'customer').map((it) => (it.content.type === 'text' ? it.content.text : ''));
  }

  /** All texts as the client shows them. */
  shown(): string[] {
    const { entries, pending } = this.client.state.log;
    return [...entries.map((it) => it.content), ...pending.map((it) => it.body)].map((it) =>
      it.type === 'text' ? it.text : it.type,
    );
  }
}
