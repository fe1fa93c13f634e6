/** Between a document as it is stored and as the builder holds it. */
import type { FlowDocument, FlowNode, NodeId } from './types';

export const FORMAT = 'tsunagi.flow/1';

/** A draft may have problems, but it has to be a flow document to be drawn at all. */
export function readDocument(value: unknown): FlowDocument | null {
  if (!isRecord(value) || value['format'] !== FORMAT || !isRecord(value['nodes'])) return null;
  const nodes: Record<NodeId, FlowNode> = {};
  for (const [id, node] of Object.entries(value['nodes'])) {
    if (!isRecord(node) || typeof node['kind'] !== 'string' || !isRecord(node['settings'])) return null;
    // The analyser judges the settings; forms read them defensively.
    nodes[id] = { ...node, exits: isRecord(node['exits']) ? node['exits'] : {} } as unknown as FlowNode;
  }
  const layout = isRecord(value['layout']) ? value['layout'] : {};
  return {
    languages: ['ja', 'en'],
    time_zone: 'Asia/Tokyo',
    variables: [],
    commands: [],
    handlers: {},
    start: '',
    ...(value as Partial<FlowDocument>),
    format: FORMAT,
    nodes,
    layout: { nodes: (isRecord(layout['nodes']) ? layout['nodes'] : {}) as FlowDocument['layout']['nodes'] },
  };
}

/** The document to store: empty parts are left out, as the server writes them. */
export function writeDocument(document: FlowDocument): Record<string, unknown> {
  const { variables, commands, handlers, ...rest } = document;
  return {
    ...rest,
    ...(variables.length > 0 ? { variables } : {}),
    ...(commands.length > 0 ? { commands } : {}),
    ...(handlers.error ? { handlers } : {}),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
