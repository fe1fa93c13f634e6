import { describe, expect, it } from 'vitest';
import { applyChanges, type Change } from '../change';
import { ask, end, flow, message } from './build';

const document = flow({
  a: message('a', { next: 'b' }),
  b: ask('name', { answered: 'c', invalid: 'a' }),
  c: end,
});

describe('a change', () => {
  const changes: [string, Change[]][] = [
    ['adds a node', [{ type: 'put_node', id: 'd', node: end }]],
    ['replaces a node', [{ type: 'put_node', id: 'a', node: message('other') }]],
    ['removes a node with its place', [{ type: 'remove_node', id: 'b' }]],
    ['connects', [{ type: 'connect', id: 'b', exit: 'no_reply', to: 'c' }]],
    ['leads a wire elsewhere', [{ type: 'connect', id: 'a', exit: 'next', to: 'c' }]],
    ['disconnects', [{ type: 'connect', id: 'b', exit: 'invalid', to: null }]],
    ['moves', [{ type: 'place', id: 'a', place: { x: 1, y: 2, title: 'Hello' } }]],
    ['changes the flow', [{ type: 'change_flow', fields: { start: 'b', languages: ['en'] } }]],
    [
      'undoes in reverse order',
      [
        { type: 'connect', id: 'a', exit: 'next', to: 'c' },
        { type: 'remove_node', id: 'b' },
        { type: 'put_node', id: 'b', node: end },
        { type: 'place', id: 'b', place: { x: 9, y: 9 } },
      ],
    ],
  ];
  it.each(changes)('%s, and its inverse takes it back', (_, forward) => {
    const applied = applyChanges(document, forward);
    expect(applied.document).not.toEqual(document);
    expect(applyChanges(applied.document, applied.inverse).document).toEqual(document);
  });

  it('leaves every other node as the same object', () => {
    const { document: after } = applyChanges(document, [{ type: 'connect', id: 'a', exit: 'next', to: 'c' }]);
    expect(after.nodes['b']).toBe(document.nodes['b']);
    expect(after.layout).toBe(document.layout);
    expect(after.nodes['a']).not.toBe(document.nodes['a']);
  });

  it('to a node that is not there does nothing', () => {
    const applied = applyChanges(document, [{ type: 'connect', id: 'ghost', exit: 'next', to: 'a' }]);
    expect(applied.document).toEqual(document);
    expect(applied.inverse).toEqual([]);
  });
});
