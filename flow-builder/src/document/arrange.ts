/** A quick layered layout for nodes that nobody has placed yet. "Tidy up" uses ELK instead. */
import { exitsOf } from './exits';
import type { FlowDocument, NodeId, Place } from './types';

const COLUMN = 328;
const ROW = 216;

/** Places for the nodes that have none; the others stay. */
export function placeMissing(document: FlowDocument): FlowDocument {
  const missing = Object.keys(document.nodes).filter((id) => !(id in document.layout.nodes));
  if (missing.length === 0) return document;
  const whole = missing.length === Object.keys(document.nodes).length;
  const columns = columnsOf(document);
  const rows = new Map<number, number>();
  const lanes = lanesOf(document, columns);
  const places: Record<NodeId, Place> = { ...document.layout.nodes };
  const bottom = whole ? 0 : Math.max(0, ...Object.values(places).map((place) => place.y)) + ROW;
  // Column by column, and in each as the flow is walked.
  const order = flowOrder(document).map(({ id }) => ({ id, column: columns.get(id) ?? 0 }));
  for (const { id, column } of order.sort((a, b) => a.column - b.column)) {
    if (id in document.layout.nodes) continue;
    const row = Math.max(rows.get(column) ?? 0, ...(lanes.get(id) ?? []).map((passed) => rows.get(passed) ?? 0));
    rows.set(column, row + 1);
    places[id] = { x: column * COLUMN, y: bottom + row * ROW };
  }
  return { ...document, layout: { ...document.layout, nodes: places } };
}

/** The columns that wires into a node pass on their way: it goes below what stands there, so that they can be seen. */
function lanesOf(document: FlowDocument, columns: ReadonlyMap<NodeId, number>): Map<NodeId, number[]> {
  const lanes = new Map<NodeId, number[]>();
  for (const id of Object.keys(document.nodes)) {
    const from = columns.get(id) ?? 0;
    for (const to of targetsOf(document, id)) {
      const passed = lanes.get(to) ?? [];
      for (let column = from + 1; column < (columns.get(to) ?? 0); column += 1) passed.push(column);
      lanes.set(to, passed);
    }
  }
  return lanes;
}

/** Each node right of everything that leads to it, wires that lead back left aside. */
function columnsOf(document: FlowDocument): Map<NodeId, number> {
  const columns = new Map<NodeId, number>();
  const sorted: NodeId[] = [];
  const state = new Map<NodeId, 'open' | 'done'>();
  const back = new Set<string>();
  // Depth first without recursion: flows of 10,000 nodes are chains as often as not.
  for (const root of [document.start, ...Object.keys(document.nodes)]) {
    if (state.has(root) || !(root in document.nodes)) continue;
    const stack: { id: NodeId; next: NodeId[] }[] = [{ id: root, next: targetsOf(document, root) }];
    state.set(root, 'open');
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = top.next.shift();
      if (to === undefined) {
        state.set(top.id, 'done');
        sorted.unshift(top.id);
        stack.pop();
      } else if (state.get(to) === 'open') {
        back.add(`${top.id}>${to}`);
      } else if (!state.has(to)) {
        state.set(to, 'open');
        stack.push({ id: to, next: targetsOf(document, to) });
      }
    }
  }
  for (const id of sorted) {
    const column = columns.get(id) ?? 0;
    columns.set(id, column);
    for (const to of targetsOf(document, id)) {
      if (!back.has(`${id}>${to}`)) columns.set(to, Math.max(columns.get(to) ?? 0, column + 1));
    }
  }
  return columns;
}

function targetsOf(document: FlowDocument, id: NodeId): NodeId[] {
  const node = document.nodes[id];
  if (!node) return [];
  return exitsOf(node).flatMap((exit) => {
    const to = node.exits[exit.name];
    return to !== undefined && to in document.nodes ? [to] : [];
  });
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
      for (const to of targetsOf(document, item.id)) {
        if (seen.has(to)) continue;
        seen.add(to);
        queue.push({ id: to, depth: item.depth + 1 });
      }
    }
  };
  walk(document.start);
  for (const id of Object.keys(document.nodes)) walk(id);
  return order;
}
