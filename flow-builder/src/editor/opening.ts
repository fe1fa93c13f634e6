/** What a flow is opened with: what the server has, and what did not reach it last time. */
import type { Flow } from '@tsunagi/api-client';
import { currentLanguage } from '@tsunagi/i18n';
import { closeToast, toast } from '@tsunagi/ui';

import { placeMissing } from '../document/arrange';
import { canonical } from '../document/compare';
import { readDocument } from '../document/read';
import { type BackupStore, backupOf } from '../save/backup';
import type { Draft } from '../save/saver';
import { t } from '../texts';
import { createEditorStore, type EditorState, type EditorStore } from './store';

type Content = Parameters<EditorState['replace']>[0];

export interface Opening {
  store: EditorStore;
  backup: BackupStore;
  /** What the server has; the store begins with it. */
  server: Content;
  /** What did not reach the server. */
  restored: Content | null;
  /** The version that the first save goes on top of: where something is restored, the one it was made from. */
  version: number;
  /** Somebody saved after what is restored was made. */
  isBehind: boolean;
  savedAt: string;
}

export function openFlow(flow: Flow, userId: string): Opening | null {
  const document = readDocument(flow.document);
  if (!document) return null;
  const server = { document: placeMissing(document), name: flow.name, tests: flow.tests };
  const store = createEditorStore({
    ...server,
    id: flow.id,
    savedAt: flow.updated_at,
    language: currentLanguage(),
    canEdit: flow.abilities.includes('edit_flows'),
    canPublish: flow.abilities.includes('publish_flows'),
    published: flow.published?.number ?? null,
  });
  const backup = backupOf(userId, flow.id);
  const kept = store.getState().canEdit ? backup.read() : null;
  const mine = kept ? readDocument(kept.draft.document) : null;
  const opening = { store, backup, server, restored: null, version: flow.version, isBehind: false, savedAt: flow.updated_at };
  if (!kept || !mine) return opening;
  if (isSame(kept.draft, flow)) {
    // It had arrived, and only the answer was lost.
    backup.clear();
    return opening;
  }
  return {
    ...opening,
    restored: { document: placeMissing(mine), name: kept.draft.name, tests: kept.draft.tests },
    version: kept.version,
    isBehind: kept.version !== flow.version,
  };
}

/**
 * Brings back what did not reach the server last time. When somebody saved meanwhile, saving shows the conflict, and
 * that asks what to keep; else it can be discarded, which is a change like any other. Returns what ends the offer.
 */
export function bringBack({ store, server, restored, isBehind }: Opening): () => void {
  if (!restored) return () => undefined;
  store.getState().replace(restored);
  const discard = { label: t('save.discard'), perform: () => store.getState().replace(server) };
  const shown = toast({ text: t('save.restoredText'), ...(isBehind ? {} : { action: discard }), stayMs: 15_000 });
  return () => closeToast(shown);
}

function isSame(draft: Draft, { document, name, tests }: Flow): boolean {
  return canonical({ document, name, tests }) === canonical({ document: draft.document, name: draft.name, tests: draft.tests });
}
