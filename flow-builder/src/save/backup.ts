/** Unsaved drafts in this browser, so that a crash or a lost connection loses nothing. */
import { isRecord } from '../document/read';
import type { Draft } from './saver';

export interface Backup {
  draft: Draft;
  /** The version the draft was made from. */
  version: number;
  at: string;
}

const key = (flowId: string): string => `tsunagi.draft.${flowId}`;

export function writeBackup(flowId: string, draft: Draft, version: number): void {
  try {
    localStorage.setItem(key(flowId), JSON.stringify({ draft, version, at: new Date().toISOString() }));
  } catch {
    // Storage may be full or forbidden: the server copy then is the only one.
  }
}

export function clearBackup(flowId: string): void {
  try {
    localStorage.removeItem(key(flowId));
  } catch {
    // See above.
  }
}

export function readBackup(flowId: string): Backup | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(flowId)) ?? 'null');
    if (!isRecord(value) || !isRecord(value['draft']) || !isRecord(value['draft']['document'])) return null;
    return value as unknown as Backup;
  } catch {
    return null;
  }
}
