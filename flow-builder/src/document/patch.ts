/** Applies a fix that the analyser offers (JSON Patch on the document) as changes, so that it can be undone. */
import type { Change } from './change';
import type { Edit } from './history';
import { setAt } from './path';
import { readDocument, writeDocument } from './read';
import type { FlowDocument } from './types';

export type PatchOperation =
  | { op: 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string };

export function applyPatch(document: FlowDocument, operations: readonly PatchOperation[]): Edit {
  let value: unknown = writeDocument(document);
  for (const operation of operations) value = applyOne(value, operation);
  const patched = readDocument(value);
  return patched ? replaceWith(document, patched) : { changes: [] };
}

/** The changes that make one document of another. Nodes that are equal are left alone. */
export function replaceWith(before: FlowDocument, after: FlowDocument): Edit {
  const changes: Change[] = [];
  for (const id of Object.keys(before.nodes)) {
    if (!(id in after.nodes)) changes.push({ type: 'remove_node', id });
  }
  for (const [id, node] of Object.entries(after.nodes)) {
    if (!same(before.nodes[id], node)) changes.push({ type: 'put_node', id, node });
  }
  for (const [id, place] of Object.entries(after.layout.nodes)) {
    if (!same(before.layout.nodes[id], place)) changes.push({ type: 'place', id, place });
  }
  const { languages, time_zone, variables, start, commands, handlers } = after;
  const fields = { languages, time_zone, variables, start, commands, handlers };
  const changed = Object.entries(fields).filter(([key, value]) => !same(before[key as keyof FlowDocument], value));
  if (changed.length > 0) changes.push({ type: 'change_flow', fields: Object.fromEntries(changed) });
  return { changes };
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function applyOne(value: unknown, operation: PatchOperation): unknown {
  const keys = operation.path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return change(value, keys, operation);
}

function change(value: unknown, keys: string[], operation: PatchOperation): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return operation.op === 'remove' ? undefined : operation.value;
  if (!Array.isArray(value)) {
    const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
    return setAt(value, [key], change(inner, rest, operation));
  }
  const items = [...(value as unknown[])];
  const index = key === '-' ? items.length : Number(key);
  if (rest.length > 0) items[index] = change(items[index], rest, operation);
  else if (operation.op === 'add') items.splice(index, 0, operation.value);
  else if (operation.op === 'remove') items.splice(index, 1);
  else items[index] = operation.value;
  return items;
}
