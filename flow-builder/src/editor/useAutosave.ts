/** Connects the open flow to the saver: changes go out by themselves, and nothing is lost on the way. */
import { useQueryClient } from '@tanstack/react-query';
import type { Flow } from '@tsunagi/api-client';
import { useEffect, useMemo } from 'react';

import { flowKeys, readFlow, sendDraft } from '../api/flows';
import { placeMissing } from '../document/arrange';
import { readDocument, writeDocument } from '../document/read';
import { clearBackup, writeBackup } from '../save/backup';
import { type Draft, Saver } from '../save/saver';
import { exportFlow } from './operations';
import type { EditorState, EditorStore } from './store';

export interface Autosave {
  saver: Saver;
  published: (flow: Flow) => void;
  keepMine: () => Promise<void>;
  takeTheirs: () => Promise<void>;
}

export function draftOf(state: Pick<EditorState, 'document' | 'name' | 'tests'>): Draft {
  return { document: writeDocument(state.document), name: state.name, tests: [...state.tests] };
}

export function useAutosave(store: EditorStore, version: number, savedAt: string): Autosave {
  const client = useQueryClient();
  const autosave = useMemo((): Autosave => {
    const { flowId } = store.getState();
    const saver = new Saver(
      {
        send: (draft, from) => sendDraft(flowId, draft, from),
        delay: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
        backup: {
          write: (draft, from) => writeBackup(flowId, draft, from),
          clear: () => clearBackup(flowId),
        },
        onState: (save) => store.getState().set({ save }),
      },
      version,
      savedAt,
    );
    return {
      saver,
      published: (flow) => {
        saver.moveTo(flow.version);
        store.getState().set({ published: flow.published?.number ?? null });
      },
      keepMine: async () => {
        const theirs = await readFlow(flowId);
        await saver.keepMine(theirs.version);
      },
      takeTheirs: async () => {
        const theirs = await readFlow(flowId);
        const document = readDocument(theirs.document);
        if (!document) return;
        // Ours goes into a file before it leaves the screen.
        exportFlow(`${store.getState().name} (mine)`, writeDocument(store.getState().document));
        saver.takeTheirs(theirs.version, theirs.updated_at);
        taking = true;
        store.getState().replace({ document: placeMissing(document), name: theirs.name, tests: theirs.tests });
        taking = false;
      },
    };
  }, [store, version, savedAt]);

  useEffect(() => {
    autosave.saver.resume();
    const stop = store.subscribe((state, before) => {
      const changed = state.document !== before.document || state.name !== before.name || state.tests !== before.tests;
      if (changed && state.canEdit && !taking) autosave.saver.changed(draftOf(state));
    });
    const online = () => void autosave.saver.flush();
    const leaving = (event: BeforeUnloadEvent) => {
      if (!autosave.saver.isDirty) return;
      void autosave.saver.flush();
      event.preventDefault();
    };
    window.addEventListener('online', online);
    window.addEventListener('beforeunload', leaving);
    return () => {
      stop();
      window.removeEventListener('online', online);
      window.removeEventListener('beforeunload', leaving);
      // What is still waiting goes out before the editor is left; the list then shows it.
      const sent = autosave.saver.flush();
      autosave.saver.stop();
      void sent.then(() => client.invalidateQueries({ queryKey: flowKeys.all }));
    };
  }, [store, autosave, client]);

  return autosave;
}

/** What comes from the server is not a change of ours. */
let taking = false;
