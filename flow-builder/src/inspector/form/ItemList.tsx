/** A list of items with fields of their own: options, conditions, cases, assignments, hours, headers. */
import { useLanguage } from '@tsunagi/i18n';
import { Button, IconButton } from '@tsunagi/ui';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';

import { kindInfo } from '../../catalog/catalog';
import { getAt, type Path, writePath } from '../../document/path';
import { useT } from '../../texts';
import { useForm, useProblemsAt } from './context';
import { exitPrefix, type FieldTree, freshItem } from './fields';
import { FieldView } from './FieldView';
import { Notes } from './Notes';

export function ItemList({ tree, path }: { tree: FieldTree; path: Path }) {
  const t = useT();
  const [language] = useLanguage();
  const { settings, change, isReadOnly } = useForm();
  const problems = useProblemsAt(path);
  const value = getAt(settings, path);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const label = tree.field.label[language];
  return (
    <fieldset className="items" data-field={writePath(path)}>
      <legend className="tn-label">{label}</legend>
      <p className="tn-help">{tree.field.help[language]}</p>
      <ol>
        {items.map((_, index) => (
          <Item
            // Items have no identity of their own; their place is what people see.
            key={index}
            tree={tree}
            path={[...path, index]}
            number={index + 1}
            name={t('field.item', { list: label, number: index + 1 })}
            onMove={(by) => change(path, swap(items, index, index + by))}
            onRemove={() => change(path, items.length === 1 && isOptional(tree) ? undefined : without(items, index))}
            isFirst={index === 0}
            isLast={index === items.length - 1}
          />
        ))}
      </ol>
      <Notes id={`items-${writePath(path)}`} problems={problems} />
      {!isReadOnly && (
        <Button size="small" icon={Plus} onPress={() => change(path, [...items, freshItem(tree, items)])}>
          {t('field.addTo', { list: label })}
        </Button>
      )}
    </fieldset>
  );
}

interface ItemProps {
  tree: FieldTree;
  path: Path;
  /** Shown below the list's own name; `name` says both. */
  number: number;
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

function Item({ tree, path, number, name, isFirst, isLast, onMove, onRemove }: ItemProps) {
  const t = useT();
  const { isReadOnly } = useForm();
  return (
    <li className="item" aria-label={name} data-field={writePath(path)}>
      <div className="item-tools">
        <span className="item-name" aria-hidden>
          {number}
        </span>
        {!isReadOnly && (
          <>
            <IconButton size="small" icon={ArrowUp} label={t('field.up', { item: name })} isDisabled={isFirst} onPress={() => onMove(-1)} />
            <IconButton size="small" icon={ArrowDown} label={t('field.down', { item: name })} isDisabled={isLast} onPress={() => onMove(1)} />
            <IconButton size="small" icon={Trash2} label={t('field.remove', { item: name })} onPress={onRemove} />
          </>
        )}
      </div>
      <div className="item-fields">
        {idsLast(tree.children).map((child) => (
          <FieldView key={child.field.path} tree={child} path={[...path, child.name]} />
        ))}
      </div>
    </li>
  );
}

/** The exit's new name when an item's id changes, so that its wire moves along. */
export function renamedExits(kind: string, path: Path, before: unknown, after: string): Record<string, string> {
  const info = kindInfo(kind);
  const prefix = info && path.at(-1) === 'id' ? exitPrefix(info, path.slice(0, -2)) : null;
  return prefix === null || typeof before !== 'string' ? {} : { [`${prefix}${before}`]: `${prefix}${after}` };
}

/** What people read comes before what programs read. */
const idsLast = (children: readonly FieldTree[]): FieldTree[] =>
  [...children].sort((a, b) => Number(a.field.input === 'id') - Number(b.field.input === 'id'));

const isOptional = (tree: FieldTree): boolean => ['choices', 'headers', 'params', 'results'].includes(tree.field.path);
const without = (items: readonly unknown[], index: number): unknown[] => items.filter((_, at) => at !== index);

function swap(items: readonly unknown[], a: number, b: number): unknown[] {
  const next = [...items];
  [next[a], next[b]] = [next[b], next[a]];
  return next;
}
