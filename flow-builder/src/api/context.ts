/** What publishing knows beyond the flow's own document, so that the page checks and tries it as publishing will. */
import { unwrap } from '@tsunagi/api-client';

import type { CheckContext } from '../engine/types';
import { api } from './client';

type Json = Record<string, unknown>;
type Surroundings = CheckContext & { flows: Record<string, Json> };

/** Of a flow that calls these: they are as they were published. */
export async function readSurroundings(flowId: string, calls: readonly string[]): Promise<Surroundings> {
  const params = { path: { id: flowId }, query: { calls: calls.join(',') } };
  const { flows, channels } = await unwrap(api.GET('/api/v1/flows/{id}/surroundings', { params }));
  return { flows: flows as Record<string, Json>, channels };
}

/** The published flows that a document calls, and those that they call, among others. */
export async function readCalled(flowId: string, document: Json): Promise<Record<string, Json>> {
  const calls = calledBy(document);
  return calls.length === 0 ? {} : (await readSurroundings(flowId, calls)).flows;
}

export function calledBy(document: Json): string[] {
  const nodes = Object.values((document['nodes'] ?? {}) as Record<string, { kind?: string; settings?: { flow?: string } }>);
  const calls = nodes.flatMap((node) => (node.kind === 'subflow' && node.settings?.flow ? [node.settings.flow] : []));
  return [...new Set(calls)].sort();
}
