/**
 * Saves drafts while people work. Pure of React and of the network: it is told what changed, asks its ports to
 * send, and reports its state. One save runs at a time; what changes meanwhile is saved next. Nothing is thrown
 * away: a draft that could not be sent stays in the backup until it was.
 */
export interface Draft {
  document: Record<string, unknown>;
  name: string;
  tests: Record<string, unknown>[];
}

export type SendResult =
  | { type: 'saved'; version: number; at: string }
  /** Somebody else saved meanwhile: theirs is version `version`. */
  | { type: 'conflict' }
  | { type: 'offline' }
  | { type: 'refused'; detail: string };

export type SaveState =
  | { type: 'saved'; at: string }
  | { type: 'unsaved' }
  | { type: 'saving' }
  | { type: 'offline' }
  | { type: 'conflict' }
  | { type: 'refused'; detail: string };

export interface SaverPorts {
  send: (draft: Draft, version: number) => Promise<SendResult>;
  /** Calls back after a delay; returns what cancels it. */
  delay: (ms: number, then: () => void) => () => void;
  backup: { write: (draft: Draft, version: number) => void; clear: () => void };
  onState: (state: SaveState) => void;
}

/** Quiet time after the last change before a draft is sent. */
export const QUIET_MS = 800;
/** While the network is away, how long until the next try. */
export const RETRY_MS = 5_000;

export class Saver {
  private pending: Draft | null = null;
  /** The save that is under way; true when it arrived. */
  private sending: Promise<boolean> | null = null;
  private stopped = false;
  private cancelDelay: (() => void) | null = null;
  private state: SaveState;

  constructor(
    private readonly ports: SaverPorts,
    private version: number,
    savedAt: string,
  ) {
    this.state = { type: 'saved', at: savedAt };
  }

  get currentVersion(): number {
    return this.version;
  }

  /** True while something is not yet on the server. */
  get isDirty(): boolean {
    return this.pending !== null || this.sending !== null;
  }

  changed(draft: Draft): void {
    this.pending = draft;
    this.ports.backup.write(draft, this.version);
    if (this.state.type === 'conflict') return;
    if (!this.sending) {
      if (this.state.type !== 'offline') this.report({ type: 'unsaved' });
      this.later(QUIET_MS);
    }
  }

  /** Sends at once what is waiting; resolves when nothing is left to send or on its way, or sending failed. */
  async flush(): Promise<SaveState> {
    for (;;) {
      if (!this.sending && this.pending && this.state.type !== 'conflict') this.sending = this.sendOnce(this.pending);
      if (!this.sending || !(await this.sending)) return this.state;
    }
  }

  /** After a conflict: our draft replaces theirs, which is version `version`. */
  keepMine(version: number): Promise<SaveState> {
    this.version = version;
    this.report({ type: 'unsaved' });
    return this.flush();
  }

  /**
   * Publishing counted on from `from` without touching the draft. Where `from` is not what we know, somebody else saved:
   * we stay behind, and our next save shows the conflict.
   */
  moveOn(from: number, to: number): void {
    if (this.version === from) this.version = to;
  }

  /** After a conflict: what the server has is what we show now. */
  takeTheirs(version: number, at: string): void {
    this.version = version;
    this.pending = null;
    this.ports.backup.clear();
    this.report({ type: 'saved', at });
  }

  /** The editor is left: what `flush` began still ends, nothing new begins, and nobody is told. */
  stop(): void {
    this.stopped = true;
    this.cancelDelay?.();
    this.cancelDelay = null;
  }

  resume(): void {
    this.stopped = false;
    if (this.pending) this.later(QUIET_MS);
  }

  private async sendOnce(draft: Draft): Promise<boolean> {
    this.cancelDelay?.();
    this.cancelDelay = null;
    this.pending = null;
    this.report({ type: 'saving' });
    const result = await this.send(draft);
    this.sending = null;
    if (result.type === 'saved') {
      this.version = result.version;
      if (this.pending) {
        this.ports.backup.write(this.pending, this.version);
        this.later(QUIET_MS);
      } else {
        this.ports.backup.clear();
      }
      this.report(this.pending ? { type: 'unsaved' } : { type: 'saved', at: result.at });
      return true;
    }
    this.pending ??= draft;
    this.report(result);
    if (result.type === 'offline') this.later(RETRY_MS);
    return false;
  }

  /** Whatever broke on the way, the draft did not arrive and is tried again. */
  private async send(draft: Draft): Promise<SendResult> {
    try {
      return await this.ports.send(draft, this.version);
    } catch (error) {
      console.error('saving the draft', error);
      return { type: 'offline' };
    }
  }

  private later(ms: number): void {
    if (this.stopped) return;
    this.cancelDelay?.();
    this.cancelDelay = this.ports.delay(ms, () => {
      this.cancelDelay = null;
      void this.flush();
    });
  }

  private report(state: SaveState): void {
    this.state = state;
    if (!this.stopped) this.ports.onState(state);
  }
}
