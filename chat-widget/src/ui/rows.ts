/** What the message list shows, row by row: pure, so that the view only draws. */

import type { ChatEntry, ChoiceOption, Content, Failure, Log, Pending } from '@tsunagi/webchat-client';

export interface DayRow {
  readonly kind: 'day';
  readonly key: string;
  /** Unix milliseconds of the day's first message. */
  readonly at: number;
}

export interface MessageRow {
  readonly kind: 'message';
  /** Stays the same when a pending message becomes an entry. */
  readonly key: string;
  readonly own: boolean;
  /** The agent's name, on the first message of a run. */
  readonly name?: string;
  readonly at: number;
  readonly content: Content;
  readonly delivery?: 'sending' | 'sent' | 'failed';
  readonly failure?: Failure;
  readonly clientId?: string;
  /** First and last of a run of one speaker within five minutes. */
  readonly first: boolean;
  readonly last: boolean;
  readonly choice?: ChoiceState;
}

export interface ChoiceState {
  /** Buttons may be tapped. */
  readonly live: boolean;
  /** The option that the customer took. */
  readonly picked?: string;
}

export type Row = DayRow | MessageRow;

const RUN_MS = 5 * 60_000;

interface Item {
  readonly key: string;
  readonly at: number;
  readonly speaker: string;
  readonly own: boolean;
  readonly name?: string;
  readonly content: Content;
  readonly pending?: Pending;
  readonly clientId?: string;
}

/** `dayOf` names the calendar day of a time in the viewer's zone. */
export function rows(log: Log, dayOf: (at: number) => string): Row[] {
  const items = [...log.entries.map(fromEntry), ...log.pending.map(fromPending)];
  const lastOwn = items.findLastIndex((it) => it.own && it.pending?.state !== 'failed');
  const out: Row[] = [];
  items.forEach((item, index) => {
    const previous = items[index - 1];
    const next = items[index + 1];
    if (!previous || dayOf(previous.at) !== dayOf(item.at)) {
      out.push({ kind: 'day', key: `day-${item.key}`, at: item.at });
    }
    const first = !previous || !sameRun(previous, item, dayOf);
    const delivery = deliveryOf(item, index === lastOwn);
    out.push({
      kind: 'message',
      key: item.key,
      own: item.own,
      ...(first && item.name !== undefined && { name: item.name }),
      at: item.at,
      content: item.content,
      ...(delivery && { delivery }),
      ...(item.pending?.failure && { failure: item.pending.failure }),
      ...(item.clientId !== undefined && { clientId: item.clientId }),
      first,
      last: !next || !sameRun(item, next, dayOf),
      ...(item.content.type === 'choice' && { choice: choiceState(items, index, item.content.options) }),
    });
  });
  return out;
}

/**
 * A choice is live while it is the latest one and neither taken, nor typed, nor followed by a person's message.
 * Other typed text leaves it live, because the flow may have asked again in words only.
 */
function choiceState(items: readonly Item[], index: number, options: readonly ChoiceOption[]): ChoiceState {
  for (const later of items.slice(index + 1)) {
    if (later.pending?.state === 'failed') continue;
    if (later.content.type === 'choice' || later.speaker.startsWith('agent')) return { live: false };
    const picked = later.own ? pickedIn(later.content, options) : undefined;
    if (picked !== undefined) return { live: false, picked };
    if (later.content.type === 'picked') return { live: false };
  }
  return { live: true };
}

function pickedIn(content: Content, options: readonly ChoiceOption[]): string | undefined {
  if (content.type === 'picked') return options.find((it) => it.id === content.id)?.id;
  if (content.type !== 'text') return undefined;
  const typed = plain(content.text);
  return options.find((it, index) => plain(it.label) === typed || String(index + 1) === typed)?.id;
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function deliveryOf(item: Item, latestOwn: boolean): MessageRow['delivery'] {
  if (item.pending?.state === 'failed') return 'failed';
  if (item.pending?.state === 'queued') return 'sending';
  return latestOwn ? 'sent' : undefined;
}

function sameRun(a: Item, b: Item, dayOf: (at: number) => string): boolean {
  return a.speaker === b.speaker && b.at - a.at < RUN_MS && dayOf(a.at) === dayOf(b.at);
}

function fromEntry(entry: ChatEntry): Item {
  const own = entry.from === 'customer';
  return {
    key: entry.client_id ?? `seq-${entry.seq}`,
    at: Date.parse(entry.at) || 0,
    speaker: `${entry.from} ${entry.name ?? ''}`,
    own,
    ...(!own && entry.name !== undefined && { name: entry.name }),
    content: entry.content,
    ...(entry.client_id !== undefined && { clientId: entry.client_id }),
  };
}

function fromPending(pending: Pending): Item {
  const content: Content =
    pending.body.type === 'text'
      ? pending.body
      : { type: 'picked', id: pending.body.id, label: pending.body.label };
  const { clientId, at } = pending;
  return { key: clientId, at, speaker: 'customer ', own: true, content, pending, clientId };
}
