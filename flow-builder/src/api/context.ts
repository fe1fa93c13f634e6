/** What publishing knows of the workspace beyond the flow itself, so that the page finds the same problems. */
import { type ChannelKind, type FlowSummary, unwrap } from '@tsunagi/api-client';

import type { ChannelLimits, CheckContext } from '../engine/types';
import { api } from './client';
import { listFlows, readFlow, subflowNames } from './flows';

type Json = Record<string, unknown>;

/** Stands for a flow that is not called: only its name matters. */
const NAME_ONLY: Json = {
  format: 'tsunagi.flow/1',
  languages: ['en'],
  time_zone: 'UTC',
  start: 'end',
  nodes: { end: { kind: 'end', settings: {}, exits: {} } },
};

export async function readCheckContext(flowId: string, called: readonly string[]): Promise<CheckContext> {
  const [all, kinds] = await Promise.all([listFlows(), unwrap(api.GET('/api/v1/channels'))]);
  const published = all.filter((flow) => flow.published);
  const ids = new Map(published.map((flow) => [flow.name, flow.id]));
  const flows: Record<string, Json> = Object.fromEntries(published.map((flow) => [flow.name, NAME_ONLY]));
  const wanted = [...called];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const id = ids.get(name);
    if (id === undefined || flows[name] !== NAME_ONLY) continue;
    const { document } = await readFlow(id);
    flows[name] = document;
    wanted.push(...subflowNames(document));
  }
  return { flows, channels: limitsOf(all.find((flow) => flow.id === flowId), kinds) };
}

/** Of the channels that start a flow, each kind once. */
export function limitsOf(flow: FlowSummary | undefined, kinds: readonly ChannelKind[]): ChannelLimits[] {
  const used = new Set(flow?.used_by.map((account) => account.split('/')[0]));
  return kinds
    .filter((kind) => used.has(kind.channel))
    .map(({ channel, text_limit, buttons, button_label_limit, images }) => ({
      name: channel,
      text_units: text_limit,
      ...(buttons > 0 && { options: buttons, label_chars: button_label_limit }),
      images,
    }));
}
