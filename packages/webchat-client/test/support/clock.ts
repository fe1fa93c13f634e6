/** Time as a value: timers fire when a test moves it. */
export class FakeClock {
  now = Date.parse('2026-11-22T01:00:00Z');
  #next = 1;
  #timers = new Map<number, { at: number; task: () => void }>();

  after(ms: number, task: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.now + ms, task });
    return () => this.#timers.delete(id);
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, it]) => it.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].task();
    }
    this.now = end;
  }
}
