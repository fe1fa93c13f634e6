import { ChatClient } from '../../src/client';
import { keptIn } from '../../src/kept';
import type { ChatStore, World } from '../../src/ports';
import { createStore } from '../../src/storage';
import { FakeArea } from './area';
import { FakeClock } from './clock';
import { FakeServer } from './server';

/** One browser with one page of a chat, and the server at the other end. */
export class Harness {
  readonly clock = new FakeClock();
  readonly server = new FakeServer();
  readonly area = new FakeArea();
  store: ChatStore;
  client: ChatClient;
  #ids = 0;

  constructor() {
    this.store = createStore(keptIn(this.area, 'test:'));
    this.client = this.newPage();
  }

  /** Another tab, or the same one loaded again: same storage, new client. */
  newPage(): ChatClient {
    this.store = createStore(keptIn(this.area, 'test:'));
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
