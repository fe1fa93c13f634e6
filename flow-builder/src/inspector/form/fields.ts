/** The catalogue's flat list of fields as a tree, and fresh values for what a person adds. */
import type { CatalogField, CatalogKind } from '../../catalog/catalog';
import { freeItemId } from '../../document/ids';
import { getAt, type Path, parsePath } from '../../document/path';

export interface FieldTree {
  field: CatalogField;
  /** The last part of the path: the name inside its parent. */
  name: string;
  children: FieldTree[];
}

export function fieldTree(info: CatalogKind): FieldTree[] {
  const roots: FieldTree[] = [];
  const known = new Map<string, FieldTree>();
  for (const field of info.fields) {
    const cut = Math.max(field.path.lastIndexOf('.'), 0);
    const parent = known.get(field.path.slice(0, cut).replace(/\[\]$/, ''));
    const tree: FieldTree = { field, name: field.path.slice(cut === 0 ? 0 : cut + 1), children: [] };
    known.set(field.path, tree);
    (parent?.children ?? roots).push(tree);
  }
  return roots;
}

/** Whether a field belongs to the settings as they are: `answer.min` only for numbers and dates. */
export function isShown(field: CatalogField, settings: object): boolean {
  if (!field.shown_when) return true;
  const value = getAt(settings, parsePath(field.shown_when.path));
  return field.shown_when.values.includes(String(value));
}

/** A new item of a list. */
export function freshItem(list: FieldTree, items: readonly unknown[]): unknown {
  return freshFields(list.children, items.map((item) => String(getAt(item, ['id']) ?? '')));
}

/** The value of an optional group when it is switched on. */
export function freshFields(children: readonly FieldTree[], takenIds: readonly string[] = []): unknown {
  const value: Record<string, unknown> = {};
  for (const child of children) {
    const fresh = freshValue(child, takenIds);
    if (fresh !== undefined) value[child.name] = fresh;
  }
  return value;
}

function freshValue({ field, children }: FieldTree, takenIds: readonly string[]): unknown {
  switch (field.input) {
    case 'id':
      return freeItemId('item_', takenIds);
    case 'local_text':
    case 'local_line':
      return {};
    case 'url':
      return 'https://';
    case 'multi_select':
      return field.path === 'hours[].days' ? ['mon', 'tue', 'wed', 'thu', 'fri'] : [];
    case 'time_of_day':
      return field.path.endsWith('to') ? '18:00' : '09:00';
    case 'word_list':
      // `keywords` may be absent; `equals` may not.
      return field.path.endsWith('equals') ? [] : undefined;
    case 'country':
      return 'JP';
    case 'item_list':
      return [freshItem({ field, name: '', children }, [])];
    case 'group':
      return freshFields(children);
    case 'expression':
    case 'template':
    case 'variable':
      return '';
    case 'line':
      return field.path.endsWith('label') ? undefined : '';
    default:
      return undefined;
  }
}

/**
 * What else changes with a choice that other fields depend on: those of the old choice go, and those that the
 * new one cannot be without appear.
 */
export function withDependents(info: CatalogKind, parent: object, path: string, value: string): unknown {
  const prefix = path.slice(0, path.lastIndexOf('.') + 1);
  const dependents = info.fields.filter(
    (field) => field.shown_when?.path === path && field.path.startsWith(prefix) && !field.path.includes('[]'),
  );
  const result: Record<string, unknown> = { ...parent };
  for (const field of dependents) delete result[field.path.slice(prefix.length)];
  result[path.slice(prefix.length)] = value;
  for (const tree of flatten(fieldTree(info))) {
    const { field } = tree;
    if (!dependents.includes(field) || !field.shown_when?.values.includes(value)) continue;
    if (field.input === 'item_list' || field.input === 'country') {
      result[field.path.slice(prefix.length)] = freshValue(tree, []);
    }
  }
  return result;
}

function flatten(trees: readonly FieldTree[]): FieldTree[] {
  return trees.flatMap((tree) => [tree, ...flatten(tree.children)]);
}

/** The exits that an item of a list stands for, such as `option:` for `answer.options`. */
export function exitPrefix(info: CatalogKind, list: Path): string | null {
  const path = list.filter((part) => typeof part === 'string').join('.');
  const about = info.exits.find((exit) => exit.each === path);
  return about ? about.name.replace('*', '') : null;
}
