import type { Log } from './log';

/**
 * `idle`: never started. `waiting`: between two attempts. `refused`: the server wants no connection from here, and
 * trying again by itself would not help.
 */
export type LinkState = 'idle' | 'connecting' | 'ready' | 'waiting' | 'refused';

export interface ChatState {
  readonly link: LinkState;
  /** The server let us in at least once since the page was loaded. */
  readonly everReady: boolean;
  /** The error code behind `refused`. */
  readonly refusal?: string;
  readonly log: Log;
  /** Somebody writes to the customer. */
  readonly typing: boolean;
  readonly readSeq: number;
  readonly unread: number;
}

export type Listener = (state: ChatState) => void;
