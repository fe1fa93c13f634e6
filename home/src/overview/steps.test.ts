import type { ChannelAccount, Overview } from '@tsunagi/api-client';
import { expect, it } from 'vitest';

import { steps } from './steps';

const EMPTY: Overview = {
  version: '1',
  channels: [],
  flows: 0,
  flows_published: 0,
  conversations_in_flow: 0,
  conversations_waiting: 0,
  conversations_active: 0,
  conversations_counted_to: 1000,
  agents_online: 0,
  failures: 0,
  demo: false,
};

const account = (channel: string, simulated: boolean) => ({ channel, id: 'main', simulated }) as ChannelAccount;
const OWNER = ['edit_flows', 'manage_channels', 'manage_people', 'use_simulator'] as const;

function check(overview: Partial<Overview>, people: number, expected: string[]) {
  const done = steps({ ...EMPTY, ...overview }, people, OWNER, ['demo']).filter((step) => step.done);
  expect(done.map((step) => step.id)).toEqual(expected);
}

it('a fresh workspace has only what was looked at', () => check({}, 1, ['demo']));
it('a published flow counts, a draft does not', () => {
  check({ flows: 1 }, 1, ['demo']);
  check({ flows: 1, flows_published: 1 }, 1, ['demo', 'flow']);
});
it('a simulated account or the web chat is no connected channel', () => {
  check({ channels: [account('line', true), account('webchat', false)] }, 1, ['demo']);
  check({ channels: [account('line', false)] }, 1, ['demo', 'channel']);
});
it('the owner alone is no team', () => check({}, 2, ['demo', 'agent']));
it('asks nobody for what they may not do', () => {
  expect(steps(EMPTY, 1, [], []).map((step) => step.id)).toEqual(['numbers']);
});
