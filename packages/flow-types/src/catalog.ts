/** `catalog.json`: how the builder presents the flow language. Mirrors `flow_model::about`. */

export interface Label {
  en: string;
  ja: string;
}

export type FamilyName = 'message' | 'question' | 'logic' | 'world' | 'people' | 'canvas';

export type Input =
  | 'local_text'
  | 'local_line'
  | 'template'
  | 'long_template'
  | 'expression'
  | 'variable'
  | 'line'
  | 'long_text'
  | 'id'
  | 'url'
  | 'pattern'
  | 'number'
  | 'whole_number'
  | 'toggle'
  | 'duration'
  | 'select'
  | 'multi_select'
  | 'word_list'
  | 'item_list'
  | 'group'
  | 'date_bound'
  | 'date_list'
  | 'time_of_day'
  | 'time_zone'
  | 'country'
  | 'node'
  | 'flow'
  | 'queue';

export interface CatalogField {
  /** Inside `settings`; `[]` stands for every item: `answer.options[].label`. */
  path: string;
  label: Label;
  help: Label;
  input: Input;
  options?: { value: string; label: Label }[];
  /** Shown when the setting at this path has one of these values. */
  shown_when?: { path: string; values: string[] };
}

export interface CatalogExit {
  /** `next`; `option:*` stands for one exit per item of `each`. */
  name: string;
  each?: string;
  label: Label;
  help: Label;
}

export interface CatalogKind {
  kind: string;
  family: FamilyName;
  icon: string;
  title: Label;
  help: Label;
  waits: boolean;
  fields: CatalogField[];
  exits: CatalogExit[];
  defaults: Record<string, unknown>;
}

export interface CatalogFunction {
  name: string;
  signature: string;
  help_en: string;
  help_ja: string;
  call: string;
  arguments: [number, number];
}

export interface Catalog {
  format: string;
  families: { name: FamilyName; title: Label }[];
  kinds: CatalogKind[];
  value_types: { name: string; title: Label }[];
  functions: CatalogFunction[];
  built_ins: { name: string; help_en: string; help_ja: string }[];
  filters: string[];
  tests: string[];
}
