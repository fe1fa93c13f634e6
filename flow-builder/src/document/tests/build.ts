/** Small flows for tests, written the way a person would describe them. */
import type { FlowDocument, FlowNode, NodeId, NodeKind } from '../types';

export function message(text: string, exits: Record<string, NodeId> = {}): FlowNode {
  return { kind: 'message', settings: { text: { ja: text } }, exits };
}

export function ask(saveAs: string, exits: Record<string, NodeId> = {}): FlowNode {
  return {
    kind: 'ask',
    settings: { text: { ja: '?' }, answer: { type: 'text' }, save_as: saveAs },
    exits,
  };
}

export function choice(options: string[], exits: Record<string, NodeId> = {}): FlowNode {
  return {
    kind: 'ask',
    settings: {
      text: { ja: '?' },
      answer: { type: 'choice', options: options.map((id) => ({ id, label: { ja: id } })) },
      save_as: 'picked',
    },
    exits,
  };
}

export const end: FlowNode = { kind: 'end', settings: {}, exits: {} };
export const newMessage: NodeKind = { kind: 'message', settings: { text: {} } };

export function flow(nodes: Record<NodeId, FlowNode>, start?: NodeId): FlowDocument {
  const ids = Object.keys(nodes);
  return {
    format: 'tsunagi.flow/1',
    languages: ['ja', 'en'],
    time_zone: 'Asia/Tokyo',
    variables: [],
    start: start ?? ids[0] ?? '',
    nodes,
    commands: [],
    handlers: {},
    layout: { nodes: Object.fromEntries(ids.map((id, index) => [id, { x: index * 320, y: 0 }])) },
  };
}
