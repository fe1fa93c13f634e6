/** How urgent a wait is. */
export type Urgency = 'calm' | 'soon' | 'late';

/**
 * Seconds until an answer is expected, by channel: people stay on a chat page for a minute, look at LINE within
 * minutes, and at SMS and the rest when they can. The API has no targets per account yet.
 */
const TARGET_S: Readonly<Record<string, number>> = { webchat: 60, line: 300, sms: 900 };
const OTHER_TARGET_S = 900;

/** Half of the target is calm; past it is late. */
export function urgency(channel: string, waitedS: number): Urgency {
  const targetS = TARGET_S[channel] ?? OTHER_TARGET_S;
  if (waitedS >= targetS) return 'late';
  return waitedS >= targetS / 2 ? 'soon' : 'calm';
}

/** Whole seconds since a moment. A clock that runs ahead of ours waits zero. */
export function waitedS(sinceMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
}
