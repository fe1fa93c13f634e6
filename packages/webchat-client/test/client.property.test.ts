import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Harness } from './support/harness';

/** What may happen between a browser and a server, in any order. */
type Step =
  | { do: 'say' | 'answer' | 'open' | 'up' | 'down' | 'downTwice' | 'drop' | 'reload' | 'nudge' | 'sicken' | 'heal' }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constantFrom('up', 'down', 'downTwice', 'open') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('say', 'answer') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('drop', 'reload', 'nudge', 'sicken', 'heal') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }) },
);

function play(harness: Harness, steps: readonly Step[]): { said: string[]; answered: string[] } {
  const said: string[] = [];
  const answered: string[] = [];
  for (const it of steps) {
    const [connection] = harness.server.connections;
    switch (it.do) {
      case 'say':
        said.push(`c${said.length}`);
        harness.say(said.at(-1) ?? '');
        break;
      case 'answer':
        if (!harness.server.visitors.has(harness.token)) break;
        answered.push(`f${answered.length}`);
        harness.server.say(harness.token, 'flow', { type: 'text', text: answered.at(-1) ?? '' });
        break;
      case 'open':
        connection?.open();
        break;
      case 'up':
        connection?.deliverUp();
        break;
      case 'down':
        connection?.deliverDown();
        break;
      case 'downTwice':
        connection?.deliverDown(true);
        break;
      case 'drop':
        connection?.drop();
        break;
      case 'reload':
        harness.reload();
        break;
      case 'nudge':
        harness.client.nudge();
        break;
      case 'sicken':
        harness.server.sick = 'unavailable';
        break;
      case 'heal':
        harness.server.sick = undefined;
        break;
      case 'wait':
        harness.clock.advance(it.ms);
        break;
    }
  }
  return { said, answered };
}

/** The trouble is over: the customer presses "send again" where asked, and time passes. */
function calm(harness: Harness): void {
  harness.server.sick = undefined;
  for (let second = 0; second < 200; second++) {
    harness.clock.advance(1_000);
    harness.server.settle();
    for (const it of harness.client.state.log.pending) if (it.state === 'failed') harness.client.retry(it.clientId);
    harness.server.settle();
  }
}

/** A thousand conversations, on a machine that may be busy. */
const PATIENCE_MS = 120_000;

it('WC2 loses nothing and doubles nothing, whatever the network does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const harness = new Harness();
      harness.client.start();
      const { said, answered } = play(harness, steps);
      calm(harness);
      expect(harness.stored().toSorted()).toEqual(said.toSorted());
      expect(harness.shown().toSorted()).toEqual([...said, ...answered].toSorted());
      expect(harness.client.state.log.pending).toEqual([]);
      expect(harness.store.outbox()).toEqual([]);
      const seqs = harness.client.state.log.entries.map((it) => it.seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    }),
    { numRuns: 1_000 },
  );
}, PATIENCE_MS);

it('WC3 keeps the order of what the customer wrote, as long as the server takes messages', () => {
  const healthy = step.filter((it) => it.do !== 'sicken' && it.do !== 'wait');
  fc.assert(
    fc.property(fc.array(healthy, { maxLength: 60, size: 'max' }), (steps) => {
      const harness = new Harness();
      harness.client.start();
      const { said } = play(harness, steps);
      calm(harness);
      expect(harness.stored()).toEqual(said);
    }),
    { numRuns: 500 },
  );
}, PATIENCE_MS);
