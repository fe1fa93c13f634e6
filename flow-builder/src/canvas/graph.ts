/** The document as nodes and edges of the canvas. Unchanged nodes keep their objects from one version to the next. */
import { formatFor, type Language } from '@tsunagi/i18n';
import { type Edge, type Node, Position } from '@xyflow/react';

import { exitsOf, wireId, type Exit } from '../document/exits';
import { savedBy, summaryOf } from '../document/search';
import type { FlowDocument, FlowNode, NodeId, Place } from '../document/types';
import { commentShape, HEAD, type NodeShape, shapeOf } from './geometry';

export interface CardData extends Record<string, unknown> {
  node: FlowNode;
  place: Place;
  summary: string;
  saved: string[];
  exits: Exit[];
  shape: NodeShape;
}
export type CardNode = Node<CardData, 'card' | 'comment'>;
/** `offset`: how far below its node's top edge the wire starts. */
export type WireEdge = Edge<{ offset: number }, 'wire'>;

const PORT = 12;
const NOWHERE: Place = { x: 0, y: 0 };

export class GraphCache {
  private nodes = new Map<NodeId, CardNode>();
  private edges = new Map<string, WireEdge>();
  private languages = '';

  /** `language` is that of the customer's texts, `reader` that of the person who looks. */
  nodesOf(document: FlowDocument, language: string, reader: Language, selected: ReadonlySet<NodeId>): CardNode[] {
    const languages = `${language}/${reader}`;
    if (languages !== this.languages) this.nodes.clear();
    this.languages = languages;
    const next = new Map<NodeId, CardNode>();
    for (const [id, node] of Object.entries(document.nodes)) {
      const place = document.layout.nodes[id] ?? NOWHERE;
      const before = this.nodes.get(id);
      if (before && before.data.node === node && before.data.place === place) {
        const isSelected = selected.has(id);
        next.set(id, before.selected === isSelected ? before : { ...before, selected: isSelected });
      } else {
        next.set(id, cardNode(id, node, place, summaryOf(node, language, document.languages, formatFor(reader).duration), selected.has(id)));
      }
    }
    this.nodes = next;
    return [...next.values()];
  }

  edgesOf(document: FlowDocument, selected: string | null): WireEdge[] {
    const next = new Map<string, WireEdge>();
    for (const [from, node] of Object.entries(document.nodes)) {
      for (const [exit, to] of Object.entries(node.exits)) {
        if (!(to in document.nodes)) continue;
        const id = wireId(from, exit);
        const before = this.edges.get(id);
        const isSelected = id === selected;
        const offset = this.nodes.get(from)?.data.shape.ports.find((port) => port.name === exit)?.y ?? 0;
        next.set(
          id,
          before && before.target === to && before.selected === isSelected && before.data?.offset === offset
            ? before
            : {
                id,
                type: 'wire',
                source: from,
                sourceHandle: exit,
                target: to,
                targetHandle: 'in',
                data: { offset },
                selected: isSelected,
                focusable: false,
              },
        );
      }
    }
    this.edges = next;
    return [...next.values()];
  }
}

function cardNode(
  id: NodeId,
  node: FlowNode,
  place: Place,
  summary: string,
  selected: boolean,
): CardNode {
  const saved = savedBy(node);
  const exits = exitsOf(node);
  const isComment = node.kind === 'comment';
  const shape = isComment ? commentShape(summary) : shapeOf(summary, saved.length > 0, exits);
  return {
    id,
    type: isComment ? 'comment' : 'card',
    position: { x: place.x, y: place.y },
    width: shape.width,
    height: shape.height,
    measured: { width: shape.width, height: shape.height },
    selected,
    focusable: false,
    data: { node, place, summary, saved, exits, shape },
    handles: isComment
      ? []
      : [
          {
            id: 'in',
            type: 'target',
            position: Position.Left,
            x: -PORT / 2,
            y: HEAD / 2 - PORT / 2,
            width: PORT,
            height: PORT,
          },
          ...shape.ports.map((port) => ({
            id: port.name,
            type: 'source' as const,
            position: Position.Right,
            x: shape.width - PORT / 2,
            y: port.y - PORT / 2,
            width: PORT,
            height: PORT,
          })),
        ],
  };
}
