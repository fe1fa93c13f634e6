import { describe, expect, it } from 'vitest';

import { connect, deleteNodes } from '../document/edits';
import { end, flow, message } from '../document/tests/build';
import { createEditorStore } from './store';

const open = (canEdit = true) =>
  createEditorStore(
    {
      id: 'flw_1',
      name: 'Orders',
      document: flow({ a: message('a', { next: 'b' }), b: message('b', { next: 'c' }), c: end }),
      tests: [],
      savedAt: '2026-11-22T00:00:00Z',
      language: 'en',
      canEdit,
      canPublish: true,
      published: null,
    },
    () => 0,
  );

describe('an open flow', () => {
  it('is edited, undone and redone with its selection', () => {
    const store = open();
    store.getState().select(['b']);
    store.getState().edit(deleteNodes(store.getState().document, ['b']), 'deleted');
    expect(store.getState()).toMatchObject({ selection: [], announcement: 'deleted' });
    expect(store.getState().document.nodes['a']?.exits).toEqual({ next: 'c' });
    expect(store.getState().undo()).toBe(true);
    expect(store.getState().selection).toEqual(['b']);
    expect(store.getState().undo()).toBe(false);
    expect(store.getState().redo()).toBe(true);
  });

  it('cannot be changed by who may only look', () => {
    const store = open(false);
    const before = store.getState().document;
    store.getState().edit(connect('a', 'next', null));
    expect(store.getState().document).toBe(before);
    expect(store.getState().undo()).toBe(false);
  });

  it('shows the reader’s language where the flow has it, else the first', () => {
    expect(open().getState().language).toBe('en');
  });

  it('leads to a field, again and again', () => {
    const store = open();
    store.getState().show(['b'], { field: 'text.ja' });
    const first = store.getState().focus;
    store.getState().show(['b'], { field: 'text.ja' });
    expect(store.getState().focus).toMatchObject({ node: 'b', path: 'text.ja', turn: (first?.turn ?? 0) + 1 });
    expect(store.getState().panel).toBe('node');
  });

  it('takes another version as one step that can be undone', () => {
    const store = open();
    const before = store.getState().document;
    store.getState().replace({ document: flow({ x: end }), name: 'Other', tests: [] });
    expect(Object.keys(store.getState().document.nodes)).toEqual(['x']);
    store.getState().undo();
    expect(store.getState().document.nodes).toEqual(before.nodes);
  });
});
