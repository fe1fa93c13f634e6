/** Copy and paste as JSON text, so that nodes travel between flows, browsers and chat messages. */
import type { Change } from './change';
import { type Point, placeOf, snap } from './edits';
import type { Edit } from './history';
import { remapIds } from './ids';
import { isRecord, readDocument } from './read';
import type { FlowDocument, FlowNode, NodeId, Place } from './types';

const FRAGMENT = 'tsunagi.flow-fragment/1';

export interface Fragment {
  nodes: Record<NodeId, FlowNode>;
  places: Record<NodeId, Place>;
}

export function copyNodes(document: FlowDocument, ids: readonly NodeId[]): Fragment {
  const fragment: Fragment = { nodes: {}, places: {} };
  for (const id of ids) {
    const node = document.nodes[id];
    if (!node) continue;
    fragment.nodes[id] = node;
    fragment.places[id] = placeOf(document, id);
  }
  return fragment;
}

export function writeFragment(fragment: Fragment): string {
  return JSON.stringify(
    { format: FRAGMENT, nodes: fragment.nodes, layout: { nodes: fragment.places } },
    null,
    2,
  );
}

/** Reads copied nodes, or all nodes of a whole flow document. */
export function readFragment(text: string): Fragment | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const document =
    value['format'] === FRAGMENT ? readDocument({ ...value, format: 'tsunagi.flow/1' }) : readDocument(value);
  if (!document || Object.keys(document.nodes).length === 0) return null;
  const places: Record<NodeId, Place> = {};
  for (const id of Object.keys(document.nodes)) places[id] = placeOf(document, id);
  return { nodes: document.nodes, places };
}

/**
 * Puts copied nodes at a point (their top left corner), under free ids. Wires among them are kept; wires that
 * led elsewhere are not, since elsewhere may be another flow.
 */
export function pasteNodes(document: FlowDocument, fragment: Fragment, at: Point): Edit {
  const ids = remapIds(fragment.nodes, document.nodes);
  const places = Object.values(fragment.places);
  const left = Math.min(...places.map((place) => place.x));
  const top = Math.min(...places.map((place) => place.y));
  const changes: Change[] = [];
  for (const [old, id] of ids) {
    const node = fragment.nodes[old];
    if (!node) continue;
    const exits: Record<string, NodeId> = {};
    for (const [exit, to] of Object.entries(node.exits)) {
      const inside = ids.get(to);
      if (inside !== undefined) exits[exit] = inside;
    }
    changes.push({ type: 'put_node', id, node: retarget({ ...node, exits }, ids) });
    const place = fragment.places[old] ?? { x: 0, y: 0 };
    changes.push({
      type: 'place',
      id,
      place: { ...place, ...snap({ x: place.x - left + at.x, y: place.y - top + at.y }) },
    });
  }
  if (!(document.start in document.nodes)) {
    const first = [...ids.values()][0];
    if (first !== undefined) changes.push({ type: 'change_flow', fields: { start: first } });
  }
  return { changes, select: [...ids.values()] };
}

/** A copy beside the original. */
export function duplicateNodes(document: FlowDocument, ids: readonly NodeId[]): Edit {
  const fragment = copyNodes(document, ids);
  const places = Object.values(fragment.places);
  if (places.length === 0) return { changes: [] };
  const at = {
    x: Math.min(...places.map((place) => place.x)) + 48,
    y: Math.min(...places.map((place) => place.y)) + 48,
  };
  return pasteNodes(document, fragment, at);
}

function retarget(node: FlowNode, ids: ReadonlyMap<NodeId, NodeId>): FlowNode {
  if (node.kind !== 'jump') return node;
  return { ...node, settings: { to: ids.get(node.settings.to) ?? node.settings.to } };
}
