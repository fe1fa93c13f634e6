import type { Ability, Overview } from '@tsunagi/api-client';

export const STEPS = ['demo', 'flow', 'channel', 'agent', 'numbers'] as const;
export type StepId = (typeof STEPS)[number];

export interface Step {
  id: StepId;
  href: string;
  done: boolean;
}

const HREFS: Readonly<Record<StepId, string>> = {
  demo: '/demo',
  flow: '/builder',
  channel: '/settings/channels?connect',
  agent: '/settings/people?add',
  numbers: '/#now',
};

const NEEDS: Readonly<Partial<Record<StepId, Ability>>> = {
  // The page to try belongs to servers of one machine, as the simulator does.
  demo: 'use_simulator',
  flow: 'edit_flows',
  channel: 'manage_channels',
  agent: 'manage_people',
};

/** What of the first run is left, for somebody with these abilities. `seen` are steps that only a look completes. */
export function steps(
  overview: Overview,
  people: number,
  abilities: readonly Ability[],
  seen: readonly StepId[],
): Step[] {
  const done: Record<StepId, boolean> = {
    demo: seen.includes('demo'),
    flow: overview.flows_published > 0,
    channel: overview.channels.some((account) => !account.simulated && account.channel !== 'webchat'),
    agent: people > 1,
    numbers: seen.includes('numbers'),
  };
  return STEPS.filter((id) => {
    const need = NEEDS[id];
    return need === undefined || abilities.includes(need);
  }).map((id) => ({ id, href: HREFS[id], done: done[id] }));
}
