/** What can be completed at the cursor of a template or expression. Pure. */
import type { Language } from '@tsunagi/i18n';

import { CATALOG, nodeName } from '../../catalog/catalog';
import type { FlowDocument } from '../../document/types';
import { type KnownVariable, membersOf, variablesOf } from '../../document/variables';
import { t } from '../../texts';

export type Mode = 'template' | 'expression' | 'plain';

export interface Suggestion {
  text: string;
  note: string;
  heading: string;
}

export interface Completion {
  /** Where the part that is being typed starts. */
  from: number;
  suggestions: Suggestion[];
}

const NAME_AT_END = /[A-Za-z_][A-Za-z0-9_.]*$/;

/** Null where nothing is to be completed: outside `{{ }}`, inside a string, after a number. */
export function completionAt(
  value: string,
  cursor: number,
  mode: Mode,
  document: FlowDocument,
  language: Language,
): Completion | null {
  const before = value.slice(0, cursor);
  if (mode === 'plain') return null;
  if (mode === 'template' && !isInside(before)) return null;
  const inner = mode === 'template' ? before.slice(before.lastIndexOf('{{') + 2) : before;
  if ((inner.match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const typed = NAME_AT_END.exec(inner)?.[0] ?? '';
  if (typed === '' && mode === 'expression' && value !== '') return null;
  const wanted = typed.toLowerCase();
  const suggestions = allSuggestions(document, language).filter(
    (item) => item.text.toLowerCase().startsWith(wanted) && item.text !== typed,
  );
  return suggestions.length === 0 ? null : { from: cursor - typed.length, suggestions: suggestions.slice(0, 40) };
}

function isInside(before: string): boolean {
  return Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%')) > Math.max(before.lastIndexOf('}}'), before.lastIndexOf('%}'));
}

export function allSuggestions(document: FlowDocument, language: Language): Suggestion[] {
  const own = variablesOf(document).flatMap((variable) => {
    const note = sourceOf(document, variable, language);
    const heading = t('field.variables');
    return [
      { text: variable.name, note, heading },
      ...membersOf(document, variable).map((member) => ({ text: `${variable.name}.${member}`, note, heading })),
    ];
  });
  const builtIns = CATALOG.built_ins.map((item) => ({
    text: item.name,
    note: language === 'ja' ? item.help_ja : item.help_en,
    heading: t('field.builtIns'),
  }));
  const functions = CATALOG.functions.map((item) => ({
    text: item.name,
    note: `${item.signature} — ${language === 'ja' ? item.help_ja : item.help_en}`,
    heading: t('field.functions'),
  }));
  return [...own, ...builtIns, ...functions];
}

export function sourceOf(document: FlowDocument, variable: KnownVariable, language: Language): string {
  const nodes = variable.sources.flatMap((source) => (source.node === undefined ? [] : [source.node]));
  if (nodes.length === 0) return variable.description || t('field.declared');
  const names = nodes.slice(0, 3).map((id) => nodeName(document, id, language));
  return t('field.setBy', { names: names.join(', ') + (nodes.length > 3 ? '…' : '') });
}

/** Roots of the names that a template or expression reads, each once: for the chips below a field. */
export function namesIn(value: string, mode: Mode): string[] {
  const parts = mode === 'template' ? [...value.matchAll(/\{\{([\s\S]*?)(?:\}\}|$)/g)].map((m) => m[1] ?? '') : [value];
  const names = new Set<string>();
  for (const part of parts) {
    const bare = part.replace(/"[^"]*"|'[^']*'/g, '');
    for (const match of bare.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) {
      const before = bare.slice(0, match.index).trimEnd().at(-1) ?? '';
      const after = bare.slice(match.index + match[0].length).trimStart().at(0) ?? '';
      // Members, filters and calls are not names of variables; digits before make it part of a number.
      if ('.|'.includes(before) && before !== '') continue;
      if (after !== '(' && !isLanguageWord(match[0])) names.add(match[0]);
    }
  }
  return [...names];
}

const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'true', 'false', 'none', 'True', 'False', 'None']);
const OURS = new Set([
  ...CATALOG.functions.map((item) => item.name),
  ...CATALOG.filters,
  ...CATALOG.tests,
  ...CATALOG.built_ins.map((item) => item.name.split('.')[0] ?? item.name),
]);
function isLanguageWord(name: string): boolean {
  return WORDS.has(name) || OURS.has(name);
}
