/** Connects an open flow to the saver: changes go out by themselves, and nothing is lost on the way. */
import type { Flow } from '@tsunagi/api-client';

import { sendDraft } from '../api/flows';
import { placeMissing } from '../document/arrange';
import { readDocument, writeDocument } from '../document/read';
import type { BackupStore } from '../save/backup';
import { type Draft, Saver, type SaveState } from '../save/saver';
import { t } from '../texts';
import { exportFlow } from './operations';
import type { EditorState, EditorStore } from './store';

export interface Autosave {
  /** Sends what is not saved yet. */
  flush: () => Promise<SaveState>;
  /** The version on the server that the open flow was made from. */
  version: () => number;
  /** True while something is not yet on the server. */
  isDirty: () => boolean;
  /** Takes note of what publishing or rolling back answered, of the version that it was asked for. */
  published: (flow: Flow, version: number) => void;
  /** After a conflict: what is on the screen replaces what the server has. */
  keepMine: (theirs: Flow) => Promise<SaveState>;
  /** After a conflict: what the server has replaces what is on the screen, which goes into a file first. */
  takeTheirs: (theirs: Flow) => void;
  /** Follows the open flow. What it returns ends that, and sends what is still waiting. */
  start: () => () => Promise<SaveState>;
}

export function createAutosave(store: EditorStore, backup: BackupStore, version: number, savedAt: string): Autosave {
  const { flowId } = store.getState();
  const saver = new Saver(
    {
      send: (draft, from) => sendDraft(flowId, draft, from),
      delay: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
      backup,
      onState: (save) => store.getState().set({ save }),
    },
    version,
    savedAt,
  );
  /** What comes from the server is not a change of ours. */
  let taking = false;
  return {
    flush: () => saver.flush(),
    version: () => saver.currentVersion,
    isDirty: () => saver.isDirty,
    published: (flow, from) => {
      saver.moveOn(from, flow.version);
      store.getState().set({ published: flow.published?.number ?? null });
    },
    keepMine: (theirs) => saver.keepMine(theirs.version),
    takeTheirs: (theirs) => {
      const document = readDocument(theirs.document);
      if (!document) return;
      exportMine(store);
      saver.takeTheirs(theirs.version, theirs.updated_at);
      taking = true;
      store.getState().replace({ document: placeMissing(document), name: theirs.name, tests: theirs.tests });
      taking = false;
    },
    start: () => {
      saver.resume();
      const stop = store.subscribe((state, before) => {
        const changed = state.document !== before.document || state.name !== before.name || state.tests !== before.tests;
        if (changed && state.canEdit && !taking) saver.changed(draftOf(state));
      });
      return () => {
        stop();
        const sent = saver.flush();
        saver.stop();
        return sent;
      };
    },
  };
}

/** Downloads what is on the screen, under a name that tells it from theirs. */
export function exportMine(store: EditorStore): void {
  const { name, document } = store.getState();
  exportFlow(t('save.mineFile', { name }), writeDocument(document));
}

function draftOf(state: Pick<EditorState, 'document' | 'name' | 'tests'>): Draft {
  return { document: writeDocument(state.document), name: state.name, tests: [...state.tests] };
}
