/** All wires as one drawing: seen from far, thousands of single ones would be the slowest thing on the page. */
import { ViewportPortal } from '@xyflow/react';
import { useMemo } from 'react';

import { wireId } from '../document/exits';
import { useEditor } from '../editor/store';
import { HEAD } from './geometry';
import type { CardNode } from './graph';

export function FarWires({ nodes }: { nodes: readonly CardNode[] }) {
  const visited = useEditor((state) => state.visited);
  const { plain, walked } = useMemo(() => drawing(nodes, visited), [nodes, visited]);
  return (
    <ViewportPortal>
      <svg className="far-wires" aria-hidden>
        <path className="wire-far" d={plain} />
        <path className="wire-far" data-run d={walked} />
      </svg>
    </ViewportPortal>
  );
}

function drawing(nodes: readonly CardNode[], visited: ReadonlySet<string>): { plain: string; walked: string } {
  const places = new Map(nodes.map((node) => [node.id, node.position]));
  const plain: string[] = [];
  const walked: string[] = [];
  for (const { id, position, data } of nodes) {
    for (const port of data.shape.ports) {
      const to = places.get(data.node.exits[port.name] ?? '');
      if (!to) continue;
      const line = `M${position.x + data.shape.width},${position.y + port.y}L${to.x},${to.y + HEAD / 2}`;
      (visited.has(wireId(id, port.name)) ? walked : plain).push(line);
    }
  }
  return { plain: plain.join(''), walked: walked.join('') };
}
