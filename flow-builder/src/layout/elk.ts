/** "Tidy up": a layered layout by ELK, in a worker of its own and loaded only when asked for. */
import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';

import { commentShape, shapeOf } from '../canvas/geometry';
import type { Point } from '../document/edits';
import { exitsOf } from '../document/exits';
import { savedBy, summaryOf } from '../document/search';
import type { FlowDocument, NodeId } from '../document/types';

let elk: InstanceType<typeof ELK> | null = null;

export async function layoutWithElk(document: FlowDocument): Promise<Record<NodeId, Point>> {
  elk ??= new ELK({ workerUrl });
  const graph = await elk.layout(elkGraph(document));
  const places: Record<NodeId, Point> = {};
  for (const child of graph.children ?? []) places[child.id] = { x: child.x ?? 0, y: child.y ?? 0 };
  return places;
}

/** Ports keep their order, so that wires do not cross for no reason. Comments stay where they are. */
export function elkGraph(document: FlowDocument): ElkNode {
  const nodes = Object.entries(document.nodes).filter(([, node]) => node.kind !== 'comment');
  return {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '88',
      'elk.spacing.nodeNode': '40',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': nodes.length > 500 ? 'SIMPLE' : 'NETWORK_SIMPLEX',
      'elk.layered.thoroughness': nodes.length > 500 ? '3' : '7',
    },
    children: nodes.map(([id, node]) => {
      const summary = summaryOf(node, document.languages[0] ?? 'ja', document.languages);
      const shape =
        node.kind === 'comment'
          ? commentShape(summary)
          : shapeOf(summary, savedBy(node).length > 0, exitsOf(node));
      return {
        id,
        width: shape.width,
        height: shape.height,
        layoutOptions: {
          'elk.portConstraints': 'FIXED_POS',
          ...(id === document.start ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : {}),
        },
        ports: [
          { id: `${id}:in`, x: 0, y: 17, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'WEST' } },
          ...shape.ports.map((port) => ({
            id: `${id}/${port.name}`,
            x: shape.width,
            y: port.y,
            width: 0,
            height: 0,
            layoutOptions: { 'elk.port.side': 'EAST' },
          })),
        ],
      };
    }),
    edges: nodes.flatMap(([id, node]) =>
      exitsOf(node)
        .filter((exit) => node.exits[exit.name] !== undefined && (node.exits[exit.name] ?? '') in document.nodes)
        .map((exit) => ({
          id: `${id}/${exit.name}`,
          sources: [`${id}/${exit.name}`],
          targets: [`${node.exits[exit.name] ?? ''}:in`],
        })),
    ),
  };
}
