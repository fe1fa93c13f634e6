/** How two versions of a flow differ, node by node. */
import type { FlowDocument, NodeId } from './types';

export interface Difference {
  onlyLeft: NodeId[];
  onlyRight: NodeId[];
  changed: NodeId[];
  /** Languages, time zone, start, commands, variables or the error handler. */
  flow: boolean;
}

export function compareFlows(left: FlowDocument, right: FlowDocument): Difference {
  const { nodes: a, layout: _, ...fieldsLeft } = left;
  const { nodes: b, layout: __, ...fieldsRight } = right;
  return {
    onlyLeft: Object.keys(a).filter((id) => !(id in b)),
    onlyRight: Object.keys(b).filter((id) => !(id in a)),
    changed: Object.keys(a).filter((id) => id in b && canonical(a[id]) !== canonical(b[id])),
    flow: canonical(fieldsLeft) !== canonical(fieldsRight),
  };
}

/** JSON with sorted keys: the server may order them in its own way. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
