/**
 * Unsaved drafts in this browser, so that a crash or a lost connection loses nothing. They are kept by person: whoever
 * logs in next on a shared machine neither sees them nor sends them.
 */
import { isRecord } from '../document/read';
import type { Draft } from './saver';

export interface Backup {
  draft: Draft;
  /** The version the draft was made from. */
  version: number;
  at: string;
}

export interface BackupStore {
  write: (draft: Draft, version: number) => void;
  clear: () => void;
  read: () => Backup | null;
}

const PREFIX = 'tsunagi.draft.';

export function backupOf(userId: string, flowId: string): BackupStore {
  const key = `${PREFIX}${userId}.${flowId}`;
  return {
    write: (draft, version) =>
      quietly(() => localStorage.setItem(key, JSON.stringify({ draft, version, at: new Date().toISOString() }))),
    clear: () => quietly(() => localStorage.removeItem(key)),
    read: () => quietly(() => readBackup(JSON.parse(localStorage.getItem(key) ?? 'null'))) ?? null,
  };
}

/** Drafts from before they were kept by person: nobody can say whose they are. */
export function removeOwnerless(): void {
  quietly(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !key.slice(PREFIX.length).includes('.')) localStorage.removeItem(key);
    }
  });
}

function readBackup(value: unknown): Backup | null {
  if (!isRecord(value) || typeof value['version'] !== 'number') return null;
  const { draft } = value;
  const isWhole = isRecord(draft) && isRecord(draft['document']) && typeof draft['name'] === 'string';
  return isWhole && Array.isArray(draft['tests']) ? (value as unknown as Backup) : null;
}

/** Storage may be full or forbidden: the server's copy then is the only one. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
