/** Words by name that last longer than a page, where the browser allows it. */
export interface Kept {
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  names(): string[];
}

/**
 * Keeps under names that begin with `prefix`. Without an `area`, and for what it refuses, this object itself remembers.
 */
export function keptIn(area: Storage | undefined, prefix = ''): Kept {
  const memory = new Map<string, string>();
  return {
    get(name) {
      const key = prefix + name;
      try {
        return area?.getItem(key) ?? memory.get(key);
      } catch {
        return memory.get(key);
      }
    },
    set(name, value) {
      const key = prefix + name;
      memory.delete(key);
      try {
        area?.removeItem(key);
        if (value === undefined) return;
        if (area) return area.setItem(key, value);
      } catch {
        // Storage is full or forbidden: this page view remembers, the next one will not.
      }
      if (value !== undefined) memory.set(key, value);
    },
    names() {
      const found = [...memory.keys()];
      try {
        for (let i = 0; i < (area?.length ?? 0); i++) found.push(area?.key(i) ?? '');
      } catch {
        // As above.
      }
      return found.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    },
  };
}
