import { describe, expect, it } from 'vitest';
import { applyChanges } from '../change';
import { addNode, changeSettings, connect, deleteNodes, insertOnWire, moveNodes } from '../edits';
import type { Edit } from '../history';
import type { FlowDocument } from '../types';
import { ask, choice, end, flow, message, newMessage } from './build';

const after = (document: FlowDocument, edit: Edit) => applyChanges(document, edit.changes).document;

const chain = flow({
  a: message('a', { next: 'b' }),
  b: ask('name', { answered: 'c', invalid: 'd' }),
  c: message('c', { next: 'd' }),
  d: end,
});

describe('deleting', () => {
  it('heals the wire along the main exit', () => {
    const result = after(chain, deleteNodes(chain, ['b']));
    expect(result.nodes['a']?.exits).toEqual({ next: 'c' });
    expect(result.layout.nodes['b']).toBeUndefined();
  });

  it('heals over several nodes at once', () => {
    expect(after(chain, deleteNodes(chain, ['b', 'c'])).nodes['a']?.exits).toEqual({ next: 'd' });
  });

  it('leaves a wire open when nothing is behind it', () => {
    expect(after(chain, deleteNodes(chain, ['d'])).nodes['c']?.exits).toEqual({});
  });

  it('never wires a node to itself', () => {
    const loop = flow({ a: message('a', { next: 'b' }), b: message('b', { next: 'a' }) });
    expect(after(loop, deleteNodes(loop, ['b'])).nodes['a']?.exits).toEqual({});
  });

  it('moves the start along, and survives deleting everything', () => {
    expect(after(chain, deleteNodes(chain, ['a'])).start).toBe('b');
    const empty = after(chain, deleteNodes(chain, ['a', 'b', 'c', 'd']));
    expect(empty.nodes).toEqual({});
    expect(empty.start).toBe('');
  });

  it('takes jumps, commands and the error handler along', () => {
    const document: FlowDocument = {
      ...flow({
        a: message('a', { next: 'j' }),
        j: { kind: 'jump', settings: { to: 'b' }, exits: {} },
        b: message('b', { next: 'c' }),
        c: end,
      }),
      commands: [{ keywords: { ja: ['x'] }, to: 'b' }],
      handlers: { error: 'b' },
    };
    const result = after(document, deleteNodes(document, ['b']));
    expect(result.nodes['j']?.settings).toEqual({ to: 'c' });
    expect(result.commands[0]?.to).toBe('c');
    expect(result.handlers).toEqual({});
  });
});

describe('adding', () => {
  it('on a wire goes between', () => {
    const edit = addNode(chain, newMessage, { x: 3, y: 5 }, { type: 'on_wire', from: 'a', exit: 'next' });
    const result = after(chain, edit);
    expect(result.nodes['a']?.exits['next']).toBe(edit.id);
    expect(result.nodes[edit.id]?.exits).toEqual({ next: 'b' });
    // What follows moves right, so that nothing overlaps.
    expect(result.layout.nodes).toMatchObject({ [edit.id]: { x: 328 }, b: { x: 656 }, c: { x: 976 }, d: { x: 1296 } });
    expect(result.layout.nodes['a']).toEqual(chain.layout.nodes['a']);
  });

  it('after an exit wires it', () => {
    const edit = addNode(chain, newMessage, { x: 0, y: 0 }, { type: 'after', from: 'b', exit: 'no_reply' });
    expect(after(chain, edit).nodes['b']?.exits['no_reply']).toBe(edit.id);
  });

  it('the first node makes it the start', () => {
    const empty = flow({});
    const edit = addNode(empty, newMessage, { x: 0, y: 0 }, { type: 'free' });
    expect(after(empty, edit).start).toBe(edit.id);
  });
});

describe('wires', () => {
  it('connect and disconnect', () => {
    const open = after(chain, connect('a', 'next', null));
    expect(open.nodes['a']?.exits).toEqual({});
    expect(after(open, connect('a', 'next', 'd')).nodes['a']?.exits).toEqual({ next: 'd' });
  });

  it('take a node that is there in between, without undoing its own wire', () => {
    const document = flow({ a: message('a', { next: 'b' }), b: end, x: message('x') });
    const result = after(document, insertOnWire(document, 'x', 'a', 'next'));
    expect(result.nodes['a']?.exits).toEqual({ next: 'x' });
    expect(result.nodes['x']?.exits).toEqual({ next: 'b' });
  });
});

describe('settings', () => {
  it('drop exits that are gone and move those that were renamed', () => {
    const document = flow({ q: choice(['yes', 'no'], { 'option:yes': 'e', 'option:no': 'e', invalid: 'e' }), e: end });
    const renamed = choice(['ok']);
    if (renamed.kind !== 'ask') throw new Error('a choice is a question');
    const edit = changeSettings(document, 'q', renamed, 'options', { 'option:yes': 'option:ok' });
    expect(after(document, edit).nodes['q']?.exits).toEqual({ 'option:ok': 'e', invalid: 'e' });
  });
});

describe('moving', () => {
  it('snaps to the grid and keeps titles', () => {
    const titled: FlowDocument = { ...chain, layout: { nodes: { a: { x: 0, y: 0, title: 'Hi' } } } };
    const result = after(titled, moveNodes(titled, { a: { x: 13, y: 3 } }));
    expect(result.layout.nodes['a']).toEqual({ x: 16, y: 0, title: 'Hi' });
    expect(moveNodes(titled, { a: { x: 1, y: 1 } }).changes).toEqual([]);
  });
});
