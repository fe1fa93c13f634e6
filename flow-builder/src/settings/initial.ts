/** A variable's value at the start, as people type it: a list or object as JSON, the rest as it is. */
import type { ValueType } from '../document/types';

export function writeInitial(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text that does not fit the type is kept as text: the analyser says so at the variable. */
export function readInitial(text: string, type: ValueType): unknown {
  if (text === '') return undefined;
  if (type === 'text' || type === 'date') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
