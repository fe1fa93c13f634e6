/** Problems by node and by field, for dots and forms. */
import type { Problem } from '../engine/types';

export interface ProblemCount {
  total: number;
  errors: number;
}

const NONE: ProblemCount = { total: 0, errors: 0 };
const NO_PROBLEMS: readonly Problem[] = [];
const byNode = new WeakMap<readonly Problem[], Map<string, Problem[]>>();
const counts = new WeakMap<readonly Problem[], ProblemCount>();

/** A node's problems: the same array for the same list. */
export function problemsAt(problems: readonly Problem[], node: string): readonly Problem[] {
  let map = byNode.get(problems);
  if (!map) {
    map = new Map();
    for (const problem of problems) {
      if (problem.node === null) continue;
      const list = map.get(problem.node);
      if (list) list.push(problem);
      else map.set(problem.node, [problem]);
    }
    byNode.set(problems, map);
  }
  return map.get(node) ?? NO_PROBLEMS;
}

export function problemsOf(problems: readonly Problem[], node: string): ProblemCount {
  return countOf(problemsAt(problems, node));
}

export function countOf(list: readonly Problem[]): ProblemCount {
  if (list.length === 0) return NONE;
  let count = counts.get(list);
  if (!count) {
    count = { total: list.length, errors: list.filter((problem) => problem.severity === 'error').length };
    counts.set(list, count);
  }
  return count;
}

/** The problem's path inside a node's settings: `settings.text.ja` gives `text.ja`. */
export function settingsPath(problem: Problem): string {
  return (problem.field ?? '').replace(/^settings\.?/, '');
}

/** Keeps the nodes' lists that did not change, so that nothing is redrawn for them. */
export function keepEqual(before: readonly Problem[], after: readonly Problem[]): readonly Problem[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
