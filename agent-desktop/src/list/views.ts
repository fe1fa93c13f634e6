import type { ConversationSummary, Overview } from '@tsunagi/api-client';

/** The lists of the desk, by the API's names of their `state`. */
export const VIEWS = ['waiting', 'mine', 'active', 'flow', 'closed'] as const;
export type View = (typeof VIEWS)[number];

export function readView(value: string | null): View {
  return VIEWS.find((it) => it === value) ?? 'waiting';
}

/** How many a view holds, where the overview says. */
export function countOf(view: View, overview: Overview | undefined): number | undefined {
  switch (view) {
    case 'waiting':
      return overview?.conversations_waiting;
    case 'active':
      return overview?.conversations_active;
    case 'flow':
      return overview?.conversations_in_flow;
    case 'mine':
    case 'closed':
      return undefined;
  }
}

/** Who waits longest for us comes first; then whoever said something last. */
export function byWait(a: ConversationSummary, b: ConversationSummary): number {
  const [waitA, waitB] = [since(a), since(b)];
  if (waitA !== waitB) return waitA - waitB;
  return Date.parse(b.last_at) - Date.parse(a.last_at);
}

function since({ waiting_since }: ConversationSummary): number {
  return waiting_since ? Date.parse(waiting_since) : Infinity;
}
