import { describe, expect, it } from 'vitest';
import { CATALOG, kindInfo } from '../../catalog/catalog';
import { exitPrefix, fieldTree, freshItem, withDependents } from './fields';

const kind = (name: string) => {
  const info = kindInfo(name);
  if (!info) throw new Error(`the catalogue has ${name}`);
  return info;
};

describe('forms from the catalogue', () => {
  it('place every field of every kind exactly once', () => {
    const count = (trees: ReturnType<typeof fieldTree>): number =>
      trees.reduce((sum, tree) => sum + 1 + count(tree.children), 0);
    for (const info of CATALOG.kinds) expect(count(fieldTree(info)), info.kind).toBe(info.fields.length);
  });

  it('swap what depends on a choice', () => {
    const ask = kind('ask');
    const choice = withDependents(ask, { type: 'text', max_length: 5 }, 'answer.type', 'choice');
    expect(choice).toEqual({ type: 'choice', options: [{ id: 'item_1', label: {} }] });
    expect(withDependents(ask, choice as object, 'answer.type', 'phone')).toEqual({ type: 'phone', country: 'JP' });
    expect(withDependents(ask, { type: 'phone', country: 'JP' }, 'answer.type', 'text')).toEqual({ type: 'text' });
  });

  it('make items with free ids', () => {
    const list = fieldTree(kind('switch')).find((tree) => tree.name === 'cases');
    if (!list) throw new Error('a switch has cases');
    expect(freshItem(list, [{ id: 'item_2' }])).toEqual({ id: 'item_3', equals: [] });
  });

  it('know which exits items stand for', () => {
    expect(exitPrefix(kind('ask'), ['answer', 'options'])).toBe('option:');
    expect(exitPrefix(kind('message'), ['choices'])).toBeNull();
  });
});
