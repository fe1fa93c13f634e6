import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { refresher } from './refresh';

const GATHER_MS = 250;
const READ_MS = 1_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets a read that is slower than the hints come to its end, and reads what came meanwhile', async () => {
  const client = new QueryClient();
  let [truth, reads] = [0, 0];
  const read = async (): Promise<number> => {
    reads += 1;
    const answer = truth;
    await new Promise((done) => setTimeout(done, READ_MS));
    return answer;
  };
  const observer = new QueryObserver(client, { queryKey: ['list'], queryFn: read });
  observer.subscribe(() => undefined);
  const refresh = refresher(client, GATHER_MS);
  // A hint every tenth of a second, for ten seconds.
  for (let at = 0; at < 100; at += 1) {
    truth += 1;
    refresh(['list']);
    await vi.advanceTimersByTimeAsync(100);
    if (at >= 20) expect(observer.getCurrentResult().data).toBeGreaterThan(truth - 25);
  }
  await vi.advanceTimersByTimeAsync(3 * READ_MS);
  expect(observer.getCurrentResult().data).toBe(truth);
  expect(reads).toBeLessThan(15);
});
