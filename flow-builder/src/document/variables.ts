/** Which variables a flow has, and where each comes from. */
import type { Answer, FlowDocument, NodeId, ValueType } from './types';

export interface VariableSource {
  /** Absent for a variable declared in the flow's settings. */
  node?: NodeId;
}

export interface KnownVariable {
  name: string;
  type: ValueType | null;
  description: string;
  sources: VariableSource[];
}

export function variablesOf(document: FlowDocument): KnownVariable[] {
  const found = new Map<string, KnownVariable>();
  const add = (name: string | undefined, type: ValueType | null, source: VariableSource, description = '') => {
    if (!name) return;
    const known = found.get(name);
    if (known) {
      known.sources.push(source);
      if (known.type !== type) known.type = known.sources.length > 1 && known.type === null ? type : known.type;
    } else {
      found.set(name, { name, type, description, sources: [source] });
    }
  };
  for (const variable of document.variables) {
    add(variable.name, variable.type, {}, variable.description ?? '');
  }
  for (const [id, node] of Object.entries(document.nodes)) {
    switch (node.kind) {
      case 'ask':
        add(node.settings.save_as, answerType(node.settings.answer), { node: id });
        break;
      case 'http':
        add(node.settings.save_as, 'object', { node: id });
        break;
      case 'set':
        for (const assignment of node.settings.assignments) add(assignment.variable, null, { node: id });
        break;
      case 'subflow':
        for (const result of node.settings.results ?? []) add(result.variable, null, { node: id });
        break;
      default:
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Parts of a variable that authors reach for: an HTTP answer is `{ status, body, error }`. */
export function membersOf(document: FlowDocument, variable: KnownVariable): string[] {
  const fromHttp = variable.sources.some(({ node }) => node !== undefined && document.nodes[node]?.kind === 'http');
  return fromHttp ? ['status', 'body', 'error'] : [];
}

function answerType(answer: Answer): ValueType {
  switch (answer.type) {
    case 'number':
      return 'number';
    case 'date':
      return 'date';
    default:
      return 'text';
  }
}
