/** Many LINE users who write one message after another, and a vendor that delivers again what got no 2xx. */

import { type LineAccount, type LineEvent, lineBody, lineUser, postLine } from './line';

export class Load {
  /** What each user's messages said, in order; every one was answered 2xx in the end. */
  readonly said = new Map<string, LineEvent[]>();
  answered = 0;
  #isStopped = false;
  #up: Promise<void> = Promise.resolve();
  #resume: () => void = () => undefined;
  #watchers: { at: number; reached: () => void }[] = [];
  #users: Promise<void>[] = [];

  constructor(
    private readonly account: LineAccount,
    private readonly first: number,
  ) {}

  begin(users: number): void {
    this.#users = Array.from({ length: users }, (_, index) => this.#write(lineUser(this.first + index), index));
  }

  /** Resolves when this many posts more were answered. */
  more(count: number): Promise<void> {
    return new Promise((reached) => this.#watchers.push({ at: this.answered + count, reached }));
  }

  /** From now on refused posts wait for `resume`. */
  pause(): void {
    this.#up = new Promise((done) => (this.#resume = done));
  }

  resume(): void {
    this.#resume();
  }

  /** Everybody finishes the message they are at. */
  async end(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#users);
  }

  async #write(user: string, index: number): Promise<void> {
    const events: LineEvent[] = [];
    this.said.set(user, events);
    while (!this.#isStopped) {
      const id = `${this.first + index}-${events.length}`;
      // Every other message has to be answered by a push, which has a retry key.
      const replyToken = events.length % 2 === 0 ? { replyToken: `reply-${id}` } : {};
      const event = { id: `EVT-${id}`, user, text: `said ${id}`, at: Date.now(), ...replyToken };
      await this.#deliver(event);
      events.push(event);
    }
  }

  async #deliver(event: LineEvent): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const status = await postLine(this.account, lineBody(event, attempt > 0)).catch(() => 0);
      if (status === 200) break;
      if (status !== 0) throw new Error(`A webhook was answered ${status}`);
      if (attempt > 100) throw new Error('A webhook found no server a hundred times');
      await this.#up;
    }
    this.answered += 1;
    for (const watcher of this.#watchers.filter((it) => it.at <= this.answered)) watcher.reached();
    this.#watchers = this.#watchers.filter((it) => it.at > this.answered);
  }
}
