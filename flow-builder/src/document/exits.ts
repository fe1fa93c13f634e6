/** A node's ways out, in the order they are drawn. Mirrors `exits()` of each kind in `flow-model`. */
import type { FlowNode, NodeId } from './types';

export interface Exit {
  name: string;
  /** False where leaving it open is fine: it then falls back to another exit. */
  required: boolean;
}

const required = (name: string): Exit => ({ name, required: true });
const optional = (name: string): Exit => ({ name, required: false });

export function exitsOf(node: FlowNode): Exit[] {
  switch (node.kind) {
    case 'message':
    case 'set':
      return [required('next')];
    case 'ask': {
      const { answer, no_reply_after_s } = node.settings;
      const exits =
        answer.type === 'choice'
          ? [...answer.options.map((option) => optional(`option:${option.id}`)), optional('answered')]
          : [required('answered')];
      exits.push(required('invalid'));
      if (no_reply_after_s !== undefined && no_reply_after_s !== null) exits.push(required('no_reply'));
      return exits;
    }
    case 'branch':
      return [...node.settings.conditions.map((c) => required(`case:${c.id}`)), required('else')];
    case 'switch':
      return [...node.settings.cases.map((c) => required(`case:${c.id}`)), required('else')];
    case 'wait':
      return node.settings.on_message === 'interrupt'
        ? [required('next'), required('message')]
        : [required('next')];
    case 'schedule_check':
      return [required('open'), required('closed')];
    case 'subflow':
      return [required('returned')];
    case 'http':
      return [required('success'), required('failure')];
    case 'handover':
      return [optional('returned')];
    case 'jump':
    case 'end':
    case 'comment':
      return [];
    default:
      return unknownKind(node);
  }
}

/** A kind that a newer product wrote: its wires are all that we can see. */
function unknownKind(node: never): Exit[] {
  return Object.keys((node as FlowNode).exits).map(optional);
}

/** The exit by which a conversation normally goes on: what a healed or inserted wire uses. */
export function mainExit(node: FlowNode): string | null {
  const exits = exitsOf(node);
  const usual = exits.find((exit) => ['next', 'answered', 'success', 'returned', 'open'].includes(exit.name));
  return (usual ?? exits[0])?.name ?? null;
}

export interface Wire {
  from: NodeId;
  exit: string;
  to: NodeId;
}

export const wireId = (from: NodeId, exit: string): string => `${from}/${exit}`;

export function readWireId(id: string): { from: NodeId; exit: string } {
  const cut = id.indexOf('/');
  return { from: id.slice(0, cut), exit: id.slice(cut + 1) };
}

/** Every wire of the flow. */
export function wiresOf(nodes: Record<NodeId, FlowNode>): Wire[] {
  const wires: Wire[] = [];
  for (const [from, node] of Object.entries(nodes)) {
    for (const [exit, to] of Object.entries(node.exits)) wires.push({ from, exit, to });
  }
  return wires;
}
