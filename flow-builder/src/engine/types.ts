/** What the flow engine says, as the builder reads it. */
import type { PatchOperation } from '../document/patch';

export interface Words {
  en: string;
  ja: string;
}

/** Something wrong with a flow, and where. */
export interface Problem {
  code: string;
  severity: 'error' | 'warning';
  node: string | null;
  /** Inside the node, or inside the document where there is no node: `settings.text.ja`, `commands[0].to`. */
  field: string | null;
  exit: string | null;
  message: Words;
  mend: Words;
  /** Makes the problem go away by one click. */
  fix: { title: Words; patch: PatchOperation[] } | null;
}
