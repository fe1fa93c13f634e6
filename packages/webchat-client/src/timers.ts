import type { World } from './ports';

/** Timers by name: setting one anew replaces it. */
export class Timers<Name extends string> {
  #world: Pick<World, 'after'>;
  #running = new Map<Name, () => void>();

  constructor(world: Pick<World, 'after'>) {
    this.#world = world;
  }

  set(name: Name, ms: number, task: () => void): void {
    this.cancel(name);
    this.#running.set(name, this.#world.after(ms, task));
  }

  cancel(name: Name): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  cancelAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
