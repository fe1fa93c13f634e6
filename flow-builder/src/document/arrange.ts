/** A quick layered layout for nodes that nobody has placed yet. "Tidy up" uses ELK instead. */
import type { FlowDocument, NodeId, Place } from './types';

const COLUMN = 328;
const ROW = 200;

/** Places for the nodes that have none; the others stay. */
export function placeMissing(document: FlowDocument): FlowDocument {
  const missing = Object.keys(document.nodes).filter((id) => !(id in document.layout.nodes));
  if (missing.length === 0) return document;
  const whole = missing.length === Object.keys(document.nodes).length;
  const order = flowOrder(document);
  const rows = new Map<number, number>();
  const places: Record<NodeId, Place> = { ...document.layout.nodes };
  const bottom = whole ? 0 : Math.max(0, ...Object.values(places).map((place) => place.y)) + ROW;
  for (const { id, depth } of order) {
    if (id in document.layout.nodes) continue;
    const row = rows.get(depth) ?? 0;
    rows.set(depth, row + 1);
    places[id] = { x: depth * COLUMN, y: bottom + row * ROW };
  }
  return { ...document, layout: { ...document.layout, nodes: places } };
}

/** All nodes from the start outwards, breadth first, then those that nothing leads to. */
export function flowOrder(document: FlowDocument): { id: NodeId; depth: number }[] {
  const order: { id: NodeId; depth: number }[] = [];
  const seen = new Set<NodeId>();
  const walk = (root: NodeId) => {
    if (seen.has(root) || !(root in document.nodes)) return;
    seen.add(root);
    const queue = [{ id: root, depth: 0 }];
    for (let at = 0; at < queue.length; at += 1) {
      const item = queue[at];
      if (!item) continue;
      order.push(item);
      const node = document.nodes[item.id];
      for (const to of node ? Object.values(node.exits) : []) {
        if (seen.has(to) || !(to in document.nodes)) continue;
        seen.add(to);
        queue.push({ id: to, depth: item.depth + 1 });
      }
    }
  };
  walk(document.start);
  for (const id of Object.keys(document.nodes)) walk(id);
  return order;
}
