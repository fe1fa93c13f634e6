/** Undo and redo without a limit, made of changes and their inverses. */
import { type Change, applyChanges } from './change';
import type { FlowDocument, NodeId } from './types';

/** What a person did: changes that belong together, and what is selected afterwards. */
export interface Edit {
  changes: Change[];
  /** Edits with the same group that follow each other quickly become one step (typing in one field). */
  group?: string;
  /** What is selected afterwards; the selection stays as it is when absent. */
  select?: readonly NodeId[];
}

interface Step {
  forward: Change[];
  backward: Change[];
  group: string | undefined;
  at_ms: number;
  selectBefore: readonly NodeId[];
  selectAfter: readonly NodeId[];
}

export interface History {
  past: readonly Step[];
  future: readonly Step[];
}

export interface Moment {
  document: FlowDocument;
  history: History;
  selection: readonly NodeId[];
}

export const EMPTY_HISTORY: History = { past: [], future: [] };

/** Pause after which typing in the same field becomes a step of its own. */
const GROUP_PAUSE_MS = 1_500;

export function perform(moment: Moment, edit: Edit, now_ms: number): Moment {
  if (edit.changes.length === 0) {
    return edit.select ? { ...moment, selection: edit.select } : moment;
  }
  const { document, inverse } = applyChanges(moment.document, edit.changes);
  const selection = edit.select ?? moment.selection;
  const last = moment.history.past.at(-1);
  const joins =
    last !== undefined &&
    edit.group !== undefined &&
    last.group === edit.group &&
    now_ms - last.at_ms <= GROUP_PAUSE_MS;
  const step: Step = joins
    ? {
        ...last,
        forward: [...last.forward, ...edit.changes],
        backward: [...inverse, ...last.backward],
        at_ms: now_ms,
        selectAfter: selection,
      }
    : {
        forward: edit.changes,
        backward: inverse,
        group: edit.group,
        at_ms: now_ms,
        selectBefore: moment.selection,
        selectAfter: selection,
      };
  const past = joins ? moment.history.past.slice(0, -1) : moment.history.past;
  return { document, selection, history: { past: [...past, step], future: [] } };
}

export function undo(moment: Moment): Moment {
  const step = moment.history.past.at(-1);
  if (!step) return moment;
  return {
    document: applyChanges(moment.document, step.backward).document,
    selection: step.selectBefore,
    history: {
      past: moment.history.past.slice(0, -1),
      future: [...moment.history.future, { ...step, group: undefined }],
    },
  };
}

export function redo(moment: Moment): Moment {
  const step = moment.history.future.at(-1);
  if (!step) return moment;
  return {
    document: applyChanges(moment.document, step.forward).document,
    selection: step.selectAfter,
    history: {
      past: [...moment.history.past, step],
      future: moment.history.future.slice(0, -1),
    },
  };
}
