import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Reads again what hints say has changed: once for a burst of them, and never the same twice at once, so that a read
 * that is slower than the hints still comes to its end. `[]` stands for everything.
 */
export function refresher(client: QueryClient, gatherMs: number): (...changed: readonly QueryKey[]) => void {
  const stale = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = (): void => {
    timer = undefined;
    for (const queryKey of stale.values()) void readAgain(client, queryKey);
    stale.clear();
  };
  return (...changed) => {
    for (const key of changed) stale.set(JSON.stringify(key), key);
    timer ??= setTimeout(read, gatherMs);
  };
}

async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  // What is under way may have been answered before the change.
  await client.refetchQueries({ queryKey, fetchStatus: 'fetching' }, { cancelRefetch: false });
  await client.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
