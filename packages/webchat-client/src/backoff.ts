/** How long to wait before connecting again, so that a restarted server is not met by everybody at once. */

const FIRST_MS = 800;
const LONGEST_MS = 30_000;

/** A connection that held this long counts as good: the next loss begins with short waits again. */
export const GOOD_AFTER_MS = 10_000;

/**
 * Milliseconds before attempt `attempt` (0 is the first after a loss): doubled each time up to 30 s, then spread
 * over its upper half by `random` in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + random / 2));
}
