/** Names for new things: short, readable, free. */
import type { FlowNode, NodeId } from './types';

export function freeNodeId(kind: string, taken: (id: NodeId) => boolean): NodeId {
  for (let number = 1; ; number += 1) {
    const id = `${kind}_${number}`;
    if (!taken(id)) return id;
  }
}

/** A free name for an option, case or condition. */
export function freeItemId(prefix: string, taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number += 1) {
    const id = `${prefix}${number}`;
    if (!taken.includes(id)) return id;
  }
}

/** New ids for nodes that come into a flow, keeping the old ones where they are free. */
export function remapIds(
  incoming: Record<NodeId, FlowNode>,
  existing: Record<NodeId, FlowNode>,
): Map<NodeId, NodeId> {
  const map = new Map<NodeId, NodeId>();
  const used = new Set<NodeId>();
  for (const [id, node] of Object.entries(incoming)) {
    const fresh =
      !(id in existing) && !used.has(id)
        ? id
        : freeNodeId(node.kind, (name) => name in existing || name in incoming || used.has(name));
    used.add(fresh);
    map.set(id, fresh);
  }
  return map;
}

export const isVariableName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(text);
