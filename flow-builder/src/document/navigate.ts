/** Moving from node to node with the arrow keys: along wires where there are any, else to what lies there. */
import { exitsOf } from './exits';
import { placeOf } from './edits';
import type { FlowDocument, NodeId } from './types';

export type Direction = 'up' | 'down' | 'left' | 'right';

export function neighbour(document: FlowDocument, from: NodeId, direction: Direction): NodeId | null {
  const node = document.nodes[from];
  if (!node) return document.start in document.nodes ? document.start : (Object.keys(document.nodes)[0] ?? null);
  if (direction === 'right') {
    for (const exit of exitsOf(node)) {
      const to = node.exits[exit.name];
      if (to !== undefined && to !== from && to in document.nodes) return to;
    }
  }
  if (direction === 'left') {
    const into = Object.entries(document.nodes).filter(
      ([id, other]) => id !== from && Object.values(other.exits).includes(from),
    );
    const nearest = nearestOf(document, from, into.map(([id]) => id), () => true);
    if (nearest !== null) return nearest;
  }
  return nearestOf(document, from, Object.keys(document.nodes), (dx, dy) => liesThere(dx, dy, direction));
}

function liesThere(dx: number, dy: number, direction: Direction): boolean {
  switch (direction) {
    case 'up':
      return dy < 0 && Math.abs(dx) <= 2 * Math.abs(dy);
    case 'down':
      return dy > 0 && Math.abs(dx) <= 2 * Math.abs(dy);
    case 'left':
      return dx < 0 && Math.abs(dy) <= 2 * Math.abs(dx);
    case 'right':
      return dx > 0 && Math.abs(dy) <= 2 * Math.abs(dx);
  }
}

function nearestOf(
  document: FlowDocument,
  from: NodeId,
  candidates: readonly NodeId[],
  accept: (dx: number, dy: number) => boolean,
): NodeId | null {
  const here = placeOf(document, from);
  let best: { id: NodeId; distance: number } | null = null;
  for (const id of candidates) {
    if (id === from) continue;
    const place = placeOf(document, id);
    const dx = place.x - here.x;
    const dy = place.y - here.y;
    const distance = dx * dx + dy * dy;
    if (accept(dx, dy) && (!best || distance < best.distance)) best = { id, distance };
  }
  return best?.id ?? null;
}
