/** What the timeline shows, row by row: days, conversation boundaries, messages, notes, events, folded steps of flows. */

import type { Content, Entry } from '@tsunagi/api-client';

import type { Outgoing, Thread } from './thread';

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'boundary'; readonly key: string; readonly conversationId: string; readonly at: string }
  | MessageRow
  | { readonly kind: 'note'; readonly key: string; readonly entry: Entry; readonly text: string }
  | { readonly kind: 'event'; readonly key: string; readonly entry: Entry; readonly body: EventBody }
  | StepsRow
  | { readonly kind: 'outgoing'; readonly key: string; readonly outgoing: Outgoing };

export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly entry: Entry;
  readonly content: Content;
  readonly unsent: boolean;
  /** First of a run of one author on one channel: shows name and channel. */
  readonly first: boolean;
  /** How far it got is worth a line: no later message got as far, or something is not as it should be. */
  readonly tellDelivery: boolean;
}

/** A run of steps of flows, folded to one line. */
export interface StepsRow {
  readonly kind: 'steps';
  readonly key: string;
  readonly at: string;
  readonly rows: readonly Row[];
  /** What the flow asked and what it was told. */
  readonly answers: readonly Answer[];
  /** Messages of the flow in it. */
  readonly said: number;
  /** One of them did not reach the customer, or nobody knows. */
  readonly troubled: boolean;
}

export interface Answer {
  readonly question: string;
  readonly answer: string;
}

export type EventBody = Extract<Entry['body'], { type: 'event' }>;

const RUN_MS = 5 * 60_000;
/** Fewer steps than this are shown as they are. */
const FOLD_FROM = 2;

/** `dayOf` names the calendar day of a moment in the viewer's zone. */
export function rows(thread: Thread, dayOf: (at: string) => string): Row[] {
  const out: Row[] = [];
  const told = tellingDeliveries(thread.entries);
  let previous: Entry | undefined;
  let conversation: string | undefined;
  for (const run of runs(thread.entries)) {
    const [first] = run.entries;
    if (!first) continue;
    if (!previous || dayOf(previous.at) !== dayOf(first.at)) {
      out.push({ kind: 'day', key: `day-${first.seq}`, at: first.at });
    }
    // What belongs to no conversation, such as a channel that was opened, begins none.
    const id = first.conversation_id;
    if (id !== '' && (conversation === undefined ? !thread.more : conversation !== id)) {
      out.push({ kind: 'boundary', key: `boundary-${first.seq}`, conversationId: id, at: first.at });
    }
    if (id !== '') conversation = id;
    const drawn = run.entries.flatMap((entry, index) => row(entry, index === 0 ? previous : run.entries[index - 1], told));
    if (run.steps && run.entries.length >= FOLD_FROM) out.push(fold(run.entries, drawn));
    else out.push(...drawn);
    previous = run.entries.at(-1);
  }
  for (const outgoing of thread.outgoing) out.push({ kind: 'outgoing', key: `outgoing-${outgoing.key}`, outgoing });
  return out;
}

interface Run {
  readonly entries: Entry[];
  readonly steps: boolean;
}

/**
 * Parts the entries into steps of flows and everything else. A step is what the flow said, or the customer's one text or
 * pick right after it; a picture, or a second message, is the customer's own and stays in sight.
 */
function runs(entries: readonly Entry[]): Run[] {
  const out: Run[] = [];
  for (const [index, entry] of entries.entries()) {
    const current = out.at(-1);
    const before = entries[index - 1];
    const same = before?.conversation_id === entry.conversation_id;
    if (isFlowStep(entry)) {
      if (current?.steps && same) current.entries.push(entry);
      else out.push({ entries: [entry], steps: true });
    } else if (current?.steps && same && before && saysSomething(before) && isAnswer(entry)) {
      current.entries.push(entry);
    } else {
      out.push({ entries: [entry], steps: false });
    }
  }
  // An answer at the end of a run led to nothing yet, or to a person: it belongs in sight.
  return out.flatMap((run) => {
    const last = run.entries.at(-1);
    if (!run.steps || !last || isFlowStep(last)) return [run];
    return [
      { entries: run.entries.slice(0, -1), steps: true },
      { entries: [last], steps: false },
    ];
  });
}

function isFlowStep({ author, body }: Entry): boolean {
  if (body.type === 'event') return body.event === 'flow_started';
  return author.type === 'flow' && body.type === 'message';
}

function saysSomething({ author, body }: Entry): boolean {
  return author.type === 'flow' && body.type === 'message';
}

function isAnswer({ author, body }: Entry): boolean {
  if (author.type !== 'customer' || body.type !== 'message' || body.unsent) return false;
  return body.content.type === 'text' || body.content.type === 'picked';
}

function fold(entries: readonly Entry[], drawn: Row[]): StepsRow {
  const first = entries[0] as Entry;
  const answers: Answer[] = [];
  for (const [index, entry] of entries.entries()) {
    const asked = entries[index - 1];
    if (isAnswer(entry) && asked) answers.push({ question: plainText(asked), answer: plainText(entry) });
  }
  return {
    kind: 'steps',
    key: `steps-${first.seq}`,
    at: first.at,
    rows: drawn,
    answers,
    said: entries.filter(saysSomething).length,
    troubled: entries.some((it) => it.delivery?.status === 'rejected' || it.delivery?.status === 'unknown'),
  };
}

function row(entry: Entry, previous: Entry | undefined, told: ReadonlySet<Entry>): Row[] {
  const drawn = draw(entry, previous, told);
  return drawn ? [drawn] : [];
}

function draw(entry: Entry, previous: Entry | undefined, told: ReadonlySet<Entry>): Row | undefined {
  const { body } = entry;
  switch (body.type) {
    case 'message':
      return {
        kind: 'message',
        key: `entry-${entry.seq}`,
        entry,
        content: body.content,
        unsent: body.unsent,
        first: !previous || !sameRun(previous, entry),
        tellDelivery: told.has(entry),
      };
    case 'note':
      return { kind: 'note', key: `entry-${entry.seq}`, entry, text: body.text };
    case 'event':
      // The boundary says it.
      if (body.event === 'conversation_opened') return undefined;
      return { kind: 'event', key: `entry-${entry.seq}`, entry, body };
  }
}

/** From good to better. What is not here is trouble, and always told. */
const PROGRESS: readonly string[] = ['pending', 'accepted', 'sent', 'delivered', 'read'];

/** “Read” under a message goes for those above it too: of each state only the latest is told. */
function tellingDeliveries(entries: readonly Entry[]): Set<Entry> {
  const told = new Set<Entry>();
  let best = -1;
  for (const entry of entries.toReversed()) {
    const { delivery } = entry;
    if (!delivery) continue;
    const progress = PROGRESS.indexOf(delivery.status);
    if (progress < 0 || progress > best || delivery.resent || delivery.degraded.length > 0) told.add(entry);
    best = Math.max(best, progress);
  }
  return told;
}

function sameRun(a: Entry, b: Entry): boolean {
  return (
    a.body.type === 'message' &&
    a.conversation_id === b.conversation_id &&
    a.channel === b.channel &&
    authorKey(a) === authorKey(b) &&
    Date.parse(b.at) - Date.parse(a.at) < RUN_MS
  );
}

function authorKey({ author }: Entry): string {
  return author.type === 'agent' ? `agent ${author.id}` : author.type;
}

function plainText({ body }: Entry): string {
  if (body.type !== 'message') return '';
  const { content } = body;
  switch (content.type) {
    case 'text':
    case 'choice':
      return content.text;
    case 'picked':
      return content.label;
    default:
      return '';
  }
}
