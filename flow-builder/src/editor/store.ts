/** What one open flow looks like at this moment. Documents change only through `edit`, `undo` and `redo`. */
import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';

import type { Attach, Point } from '../document/edits';
import { EMPTY_HISTORY, type Edit, type History, type Moment, perform, redo, undo } from '../document/history';
import { replaceWith } from '../document/patch';
import type { FlowDocument, NodeId } from '../document/types';
import type { Problem } from '../engine/types';
import type { SaveState } from '../save/saver';

export type SidePanel = 'node' | 'flow' | 'problems' | 'outline' | 'tests';

/** The searchable menu that adds a node: where it is shown, and where the node goes. */
export interface Adder {
  screen: Point;
  at: Point;
  attach: Attach;
}

/** Which field the person should be looking at, from a problem's path inside the node's settings. */
export interface FieldFocus {
  node: NodeId;
  path: string;
  /** Grows with each request, so that asking twice for the same field works. */
  turn: number;
}

export interface EditorState {
  flowId: string;
  name: string;
  tests: readonly Record<string, unknown>[];
  document: FlowDocument;
  history: History;
  selection: readonly NodeId[];
  /** The wire that is selected, by where it starts. */
  wire: { from: NodeId; exit: string } | null;
  /** The language in which the canvas shows texts. */
  language: string;
  problems: readonly Problem[];
  /** Whether the analyser has looked at this flow; `impossible` where it cannot run. */
  check: 'under_way' | 'done' | 'impossible';
  save: SaveState;
  canEdit: boolean;
  canPublish: boolean;
  /** The number of the live revision; null before the first. */
  published: number | null;

  panel: SidePanel | null;
  dialog: 'none' | 'publish' | 'revisions' | 'search' | 'keys';
  simulating: boolean;
  adder: Adder | null;
  /** An exit whose target is being chosen from the keyboard. */
  wiring: { from: NodeId; exit: string } | null;
  focus: FieldFocus | null;
  /** Nodes and exits that the simulated conversation went through. */
  visited: ReadonlySet<string>;
  /** The node in which the simulated conversation waits. */
  current: NodeId | null;
  /** Brings nodes into view: the canvas follows when `turn` grows. */
  reveal: { nodes: readonly NodeId[]; turn: number };
  /** Read out by screen readers. */
  announcement: string;

  edit: (edit: Edit, announcement?: string) => void;
  undo: () => boolean;
  redo: () => boolean;
  select: (ids: readonly NodeId[]) => void;
  selectWire: (wire: EditorState['wire']) => void;
  show: (nodes: readonly NodeId[], options?: { field?: string }) => void;
  set: (part: Partial<EditorState>) => void;
  announce: (text: string) => void;
  /** Shows another version of the whole flow; one step of undo leads back. */
  replace: (flow: { document: FlowDocument; name: string; tests: readonly Record<string, unknown>[] }) => void;
}

export type EditorStore = StoreApi<EditorState>;

export interface OpenFlow {
  id: string;
  name: string;
  document: FlowDocument;
  tests: readonly Record<string, unknown>[];
  savedAt: string;
  /** The reader's language: texts are shown in it where the flow has it. */
  language: string;
  canEdit: boolean;
  canPublish: boolean;
  published: number | null;
}

export function createEditorStore(flow: OpenFlow, now: () => number = Date.now): EditorStore {
  return createStore<EditorState>()((set, get) => {
    /** Moves through history; false when there is nothing to move to. */
    const travel = (move: (moment: Moment) => Moment): boolean => {
      const before = get();
      if (!before.canEdit) return false;
      const after = move(before);
      if (after === before) return false;
      const selection = after.selection.filter((id) => id in after.document.nodes);
      set({ document: after.document, history: after.history, selection, wire: null });
      return true;
    };
    return {
    flowId: flow.id,
    name: flow.name,
    tests: flow.tests,
    document: flow.document,
    history: EMPTY_HISTORY,
    selection: [],
    wire: null,
    language: flow.document.languages.includes(flow.language) ? flow.language : (flow.document.languages[0] ?? 'ja'),
    problems: [],
    check: 'under_way',
    save: { type: 'saved', at: flow.savedAt },
    canEdit: flow.canEdit,
    canPublish: flow.canPublish,
    published: flow.published,
    panel: null,
    dialog: 'none',
    simulating: false,
    adder: null,
    wiring: null,
    focus: null,
    visited: new Set(),
    current: null,
    reveal: { nodes: [], turn: 0 },
    announcement: '',

    edit: (edit, announcement) => {
      const state = get();
      if (!state.canEdit) return;
      set({
        ...perform(state, edit, now()),
        ...(edit.select ? { wire: null } : {}),
        ...(announcement === undefined ? {} : { announcement }),
      });
    },
    undo: () => travel(undo),
    redo: () => travel(redo),
    select: (ids) => {
      if (sameIds(get().selection, ids) && get().wire === null) return;
      const { panel } = get();
      set({ selection: ids, wire: null, panel: ids.length > 0 && panel === null ? 'node' : panel });
    },
    selectWire: (wire) => set({ wire, selection: [] }),
    show: (nodes, options) => {
      const [node] = nodes;
      set((state) => ({
        selection: nodes,
        wire: null,
        panel: options?.field !== undefined || state.panel === null || state.panel === 'flow' ? 'node' : state.panel,
        reveal: { nodes, turn: state.reveal.turn + 1 },
        focus:
          node !== undefined && options?.field !== undefined
            ? { node, path: options.field, turn: (state.focus?.turn ?? 0) + 1 }
            : state.focus,
      }));
    },
    set: (part) => set(part),
    announce: (text) => set({ announcement: text }),
    replace: ({ document, name, tests }) => {
      const state = get();
      set({ ...perform(state, { ...replaceWith(state.document, document), select: [] }, now()), name, tests });
    },
    };
  });
}

function sameIds(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

const EditorContext = createContext<EditorStore | null>(null);
export const EditorProvider = EditorContext.Provider;

export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (!store) throw new Error('this part is shown outside an open flow');
  return store;
}

export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorStore(), selector);
}
