import type { ConversationSummary } from '@tsunagi/api-client';
import { expect, it } from 'vitest';

import { byWait, readView } from './views';
import { urgency, waitedS } from './wait';

it('orders by who waits longest, then by who spoke last', () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 1, minute)).toISOString();
  const items = [
    { id: 'quiet', last_at: at(1) },
    { id: 'recent', last_at: at(9) },
    { id: 'short', last_at: at(9), waiting_since: at(8) },
    { id: 'long', last_at: at(9), waiting_since: at(2) },
  ] as ConversationSummary[];
  expect(items.toSorted(byWait).map((it) => it.id)).toEqual(['long', 'short', 'recent', 'quiet']);
});

it('is late by the channel’s own measure', () => {
  expect(['webchat', 'line', 'sms', 'custom'].map((it) => urgency(it, 90))).toEqual(['late', 'calm', 'calm', 'calm']);
  expect([0, 30, 60].map((it) => urgency('webchat', it))).toEqual(['calm', 'soon', 'late']);
});

it('never waits a negative time', () => {
  const now = Date.parse('2026-11-22T01:00:00Z');
  expect([waitedS(now - 90_900, now), waitedS(now + 9_000, now)]).toEqual([90, 0]);
});

it('shows who waits when the address names no known view', () => {
  expect([readView(null), readView('nonsense'), readView('mine')]).toEqual(['waiting', 'waiting', 'mine']);
});
