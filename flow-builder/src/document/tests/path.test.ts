import { describe, expect, it } from 'vitest';
import { applyChanges } from '../change';
import { applyPatch } from '../patch';
import { getAt, parsePath, setAt, writePath } from '../path';
import { end, flow, message } from './build';

describe('paths', () => {
  it.each(['text.ja', 'answer.options[1].label.ja', 'hours[0].days'])('%s is read and written', (text) => {
    expect(writePath(parsePath(text))).toBe(text);
  });

  it('change one place and copy the way to it', () => {
    const before = { a: { b: [{ c: 1 }, { c: 2 }] }, d: {} };
    const after = setAt(before, parsePath('a.b[1].c'), 3) as typeof before;
    expect(getAt(after, ['a', 'b', 1, 'c'])).toBe(3);
    expect(before.a.b[1]?.c).toBe(2);
    expect(after.a.b[0]).toBe(before.a.b[0]);
    expect(after.d).toBe(before.d);
  });

  it('make what is missing and take fields away', () => {
    expect(setAt({}, ['retry', 'text', 'ja'], 'x')).toEqual({ retry: { text: { ja: 'x' } } });
    expect(setAt({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 });
  });
});

describe('a fix', () => {
  it('becomes changes that can be undone', () => {
    const document = flow({ a: message('a'), e: end, lost: end });
    const edit = applyPatch(document, [
      { op: 'add', path: '/nodes/a/exits/next', value: 'e' },
      { op: 'replace', path: '/start', value: 'a' },
      { op: 'remove', path: '/nodes/lost' },
      { op: 'add', path: '/languages/-', value: 'ko' },
    ]);
    const { document: after, inverse } = applyChanges(document, edit.changes);
    expect(after.nodes['a']?.exits).toEqual({ next: 'e' });
    expect(after.nodes['lost']).toBeUndefined();
    expect(after.languages).toEqual(['ja', 'en', 'ko']);
    expect(after.nodes['e']).toBe(document.nodes['e']);
    expect(applyChanges(after, inverse).document).toEqual(document);
  });
});
