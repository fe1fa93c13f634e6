import type { ActResult, CustomerAct } from '@tsunagi/api-client';

/** What was done on a phone. The server keeps what it sent out; what the played customer did is kept here. */
export interface Deed {
  key: string;
  /** RFC 3339, by the product's clock. */
  at: string;
  act: CustomerAct;
  /** The last call that the phone had seen: it tells what stood above when the customer did this. */
  afterCall: number;
  state: 'sending' | 'taken' | 'refused';
  /** The webhook and what came back, once it was posted. */
  result?: ActResult;
  /** Why it could not be posted. */
  error?: string;
}

export type JournalChange =
  | { type: 'begin'; deed: Deed }
  | { type: 'posted'; key: string; result: ActResult }
  | { type: 'failed'; key: string; error: string }
  | { type: 'remove'; key: string };

/** As much as a phone needs to scroll back. */
const KEPT = 200;

export function applyChange(journal: readonly Deed[], change: JournalChange): readonly Deed[] {
  switch (change.type) {
    case 'begin':
      return [...journal, change.deed].slice(-KEPT);
    case 'posted':
      return journal.map((deed) => (deed.key === change.key ? posted(deed, change.result) : deed));
    case 'failed':
      return journal.map((deed) => (deed.key === change.key ? { ...deed, state: 'refused', error: change.error } : deed));
    case 'remove':
      return journal.filter((deed) => deed.key !== change.key);
  }
}

function posted(deed: Deed, result: ActResult): Deed {
  return { ...deed, state: result.status >= 200 && result.status < 300 ? 'taken' : 'refused', result };
}

/** Whether the customer has blocked the account, by the last word of the journal. */
export function isBlocked(journal: readonly Deed[]): boolean {
  const last = journal.findLast(({ act, state }) => state === 'taken' && (act.type === 'follow' || act.type === 'unfollow'));
  return last?.act.type === 'unfollow';
}

/** The posted webhook as a command for a terminal. */
export function curl({ method, url, headers, body }: ActResult): string {
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const options = headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return ['curl', '-X', method, quoted(url), ...options, '--data-raw', quoted(body)].join(' ');
}
