import { describe, expect, it } from 'vitest';
import { flowOrder, placeMissing } from '../arrange';
import { searchNodes } from '../search';
import { variablesOf } from '../variables';
import { ask, end, flow, message } from './build';

const document = flow({
  hello: message('ようこそ、ABCストアへ', { next: 'who' }),
  who: ask('customer_name', { answered: 'bye', invalid: 'bye' }),
  bye: end,
  lost: message('nobody comes here'),
});

describe('searching', () => {
  it.each([
    ['abc', ['hello']],
    ['ABC', ['hello']],
    ['customer_na', ['who']],
    ['zzz', []],
    ['  ', []],
  ])('%j finds %j', (query, found) => {
    expect(searchNodes(document, query).map((hit) => hit.node)).toEqual(found);
  });

  it('puts names before contents', () => {
    const titled = flow({ a: message('order'), b: message('x') });
    titled.layout.nodes['b'] = { x: 0, y: 0, title: 'Order' };
    expect(searchNodes(titled, 'order').map((hit) => hit.node)).toEqual(['b', 'a']);
  });
});

describe('variables', () => {
  it('say where they come from', () => {
    const declared = { ...document, variables: [{ name: 'vip', type: 'boolean' as const }] };
    expect(variablesOf(declared)).toEqual([
      { name: 'customer_name', type: 'text', description: '', sources: [{ node: 'who' }] },
      { name: 'vip', type: 'boolean', description: '', sources: [{}] },
    ]);
  });
});

describe('order and places', () => {
  it('starts at the start and leaves out nothing', () => {
    expect(flowOrder(document).map(({ id }) => id)).toEqual(['hello', 'who', 'bye', 'lost']);
  });

  it('places only what has no place', () => {
    const partly = { ...document, layout: { nodes: { hello: { x: 7, y: 7 } } } };
    const placed = placeMissing(partly).layout.nodes;
    expect(placed['hello']).toEqual({ x: 7, y: 7 });
    expect(Object.keys(placed).sort()).toEqual(['bye', 'hello', 'lost', 'who']);
    expect(placeMissing(document)).toBe(document);
  });
});
