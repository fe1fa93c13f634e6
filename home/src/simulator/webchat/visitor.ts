import { socketUrl } from '@tsunagi/api-client';
import { browserWorld, createStore, keptIn, type World } from '@tsunagi/webchat-client';

import { readStored, writeStored } from '../stored';

/**
 * The world of one played visitor. Only the token outlives the page: the server gives the rest again. `now` is the
 * product's time in Unix milliseconds.
 */
export function visitorWorld(account: string, visitor: string, now: () => number): World {
  const key = tokenKey(account, visitor);
  const store = {
    ...createStore(keptIn(undefined)),
    token: () => readStored<string | null>(key, null) ?? undefined,
    setToken: (token: string) => writeStored(key, token),
  };
  return { ...browserWorld(`${socketUrl('/socket/webchat')}?account=${encodeURIComponent(account)}`, store), now };
}

/** The next to come under this name is a new visitor. */
export function forgetVisitor(account: string, visitor: string): void {
  writeStored(tokenKey(account, visitor), null);
}

function tokenKey(account: string, visitor: string): string {
  return `tsunagi.simulator.token.${account}.${visitor}`;
}
