/** One key press of a shortcut. */
export interface Stroke {
  key: string;
  mod: boolean;
  alt: boolean;
  /** Undefined where the character itself needs Shift, such as `?`. */
  shift: boolean | undefined;
}

export interface KeyPress {
  key: string;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * Reads a shortcut: strokes apart by spaces (`g b`), keys of a stroke joined by `+` (`Mod+Shift+Z`). `Mod` is ⌘ on
 * Apple's machines and Ctrl elsewhere.
 */
export function parseShortcut(shortcut: string): Stroke[] {
  return shortcut.split(' ').map((text) => {
    const parts = text === '+' ? ['+'] : text.split('+');
    const key = parts.at(-1) ?? '';
    const modifiers = parts.slice(0, -1);
    const shift = modifiers.includes('Shift');
    return {
      key: key.length === 1 ? key.toLowerCase() : key,
      mod: modifiers.includes('Mod'),
      alt: modifiers.includes('Alt'),
      shift: shift || key.length > 1 || /[a-z0-9]/i.test(key) ? shift : undefined,
    };
  });
}

export function matchesStroke(stroke: Stroke, press: KeyPress, apple = isApple()): boolean {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const mod = apple ? press.metaKey : press.ctrlKey;
  const otherMod = apple ? press.ctrlKey : press.metaKey;
  return (
    key === stroke.key &&
    mod === stroke.mod &&
    !otherMod &&
    press.altKey === stroke.alt &&
    (stroke.shift === undefined || press.shiftKey === stroke.shift)
  );
}

/** How the keys are written on this machine: strokes, each a list of caps. */
export function shortcutCaps(shortcut: string, apple = isApple()): string[][] {
  return parseShortcut(shortcut).map((stroke) => {
    const caps: string[] = [];
    if (stroke.mod) caps.push(apple ? '⌘' : 'Ctrl');
    if (stroke.alt) caps.push(apple ? '⌥' : 'Alt');
    if (stroke.shift) caps.push(apple ? '⇧' : 'Shift');
    caps.push(CAPS[stroke.key] ?? (stroke.mod || stroke.shift ? stroke.key.toUpperCase() : stroke.key));
    return caps;
  });
}

const CAPS: Readonly<Record<string, string>> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
  Delete: 'Del',
};

export function isApple(): boolean {
  return typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);
}

const SEQUENCE_MS = 1200;

/** Finds what a run of key presses means. It keeps the strokes of an unfinished sequence, and nothing else. */
export class ShortcutMatcher {
  #pending: KeyPress[] = [];
  #lastMs = 0;

  /** `partial` means that more keys could make a shortcut: the press belongs to us. */
  press(press: KeyPress, shortcuts: readonly string[], nowMs: number): { matched?: string; partial: boolean } {
    if (nowMs - this.#lastMs > SEQUENCE_MS) this.#pending = [];
    this.#lastMs = nowMs;
    const begun = this.#pending.length > 0;
    const answer = this.#match([...this.#pending, press], shortcuts);
    if (answer.matched !== undefined || answer.partial || !begun) return answer;
    // What was begun leads nowhere: this press may begin anew.
    return this.#match([press], shortcuts);
  }

  #match(run: KeyPress[], shortcuts: readonly string[]): { matched?: string; partial: boolean } {
    let partial = false;
    for (const shortcut of shortcuts) {
      const strokes = parseShortcut(shortcut);
      const fits = run.every((press, index) => {
        const stroke = strokes[index];
        return stroke !== undefined && matchesStroke(stroke, press);
      });
      if (fits && strokes.length === run.length) {
        this.#pending = [];
        return { matched: shortcut, partial: false };
      }
      partial ||= fits;
    }
    this.#pending = partial ? run : [];
    return { partial };
  }
}
