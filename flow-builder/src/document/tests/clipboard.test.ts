import { describe, expect, it } from 'vitest';
import { applyChanges } from '../change';
import { copyNodes, duplicateNodes, pasteNodes, readFragment, writeFragment } from '../clipboard';
import { writeDocument } from '../read';
import { ask, end, flow, message } from './build';

const document = flow({
  a: message('a', { next: 'b' }),
  b: ask('name', { answered: 'c', invalid: 'a' }),
  c: end,
});

describe('the clipboard', () => {
  it('pastes under free ids and keeps the wires among what was copied', () => {
    const fragment = readFragment(writeFragment(copyNodes(document, ['a', 'b'])));
    if (!fragment) throw new Error('a fragment reads what it wrote');
    const edit = pasteNodes(document, fragment, { x: 800, y: 400 });
    const { document: after, inverse } = applyChanges(document, edit.changes);
    expect(edit.select).toEqual(['message_1', 'ask_1']);
    expect(after.nodes['message_1']?.exits).toEqual({ next: 'ask_1' });
    expect(after.nodes['ask_1']?.exits).toEqual({ invalid: 'message_1' });
    expect(after.layout.nodes['message_1']).toEqual({ x: 800, y: 400 });
    expect(applyChanges(after, inverse).document).toEqual(document);
  });

  it('keeps ids that are free in the other flow, and gives an empty flow its start', () => {
    const empty = flow({});
    const edit = pasteNodes(empty, copyNodes(document, ['b', 'c']), { x: 0, y: 0 });
    const { document: after } = applyChanges(empty, edit.changes);
    expect(Object.keys(after.nodes)).toEqual(['b', 'c']);
    expect(after.start).toBe('b');
  });

  it('takes a whole flow document as well', () => {
    expect(Object.keys(readFragment(JSON.stringify(writeDocument(document)))?.nodes ?? {})).toEqual(['a', 'b', 'c']);
  });

  it.each(['', 'hello', '{}', '[1]', '{"format":"tsunagi.flow/1"}'])('refuses %j', (text) => {
    expect(readFragment(text)).toBeNull();
  });

  it('leads copied jumps to the copies', () => {
    const jumping = flow({ j: { kind: 'jump', settings: { to: 'e' }, exits: {} }, e: end });
    const { document: after } = applyChanges(jumping, duplicateNodes(jumping, ['j', 'e']).changes);
    expect(after.nodes['jump_1']?.settings).toEqual({ to: 'end_1' });
  });
});
