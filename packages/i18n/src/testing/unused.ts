import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Texts } from '../catalogue';

/** Keys of a catalogue that no module which imports it looks up. `texts` is the catalogue's module, without `.ts`. */
export function unusedTexts(en: Texts, texts: string, root: string): string[] {
  const importers = modules(root).filter(({ path, source }) => imports(path, source).includes(texts));
  return unusedKeys(
    en,
    importers.map(({ source }) => source),
  );
}

/** A template that begins as a key does: `nav.${id}`, `create.${id}Note`. Others do not tell which keys they mean. */
const TEMPLATE = /`([\w.]+\$\{[^`}]*\}(?:[\w.]|\$\{[^`}]*\})*)`/g;

/** Keys that none of the sources name, whether whole or by a template. */
export function unusedKeys(en: Texts, sources: readonly string[]): string[] {
  const all = sources.join('\n');
  const named = new Set([...all.matchAll(/'([\w.]+)'/g)].map(([, key]) => key));
  const built = [...all.matchAll(TEMPLATE)].map(([, template = '']) => {
    const fixed = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    return new RegExp(`^${fixed.join('[^.]+')}$`);
  });
  return keysOf(en).filter((key) => !named.has(key) && !built.some((pattern) => pattern.test(key)));
}

function keysOf(texts: Texts, prefix = ''): string[] {
  const keys = Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [prefix + key.replace(/_(one|other)$/, '')] : keysOf(text, `${prefix}${key}.`),
  );
  return [...new Set(keys)];
}

interface Module {
  path: string;
  source: string;
}

function modules(root: string): Module[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => join(root, name))
    .map((path) => ({ path, source: readFileSync(path, 'utf8') }));
}

/** What a module imports by a relative path, as absolute paths without an ending. */
function imports(path: string, source: string): string[] {
  return [...source.matchAll(/from '(\.[^']*)'/g)].map(([, from = '']) => resolve(dirname(path), from));
}
