import { expect, it } from 'vitest';

import { lengthIn, roomFor } from './count';

it.each([
  ['utf16', 'aあ😀', 4],
  ['chars', 'aあ😀', 3],
  ['bytes', 'aあ😀', 8],
  ['septets', 'a{€あ😀', 8],
  ['graphemes', 'aあ👨‍👩‍👧', 3],
  ['something new', 'ab', 2],
])('counts %s of %s as %i', (unit, text, expected) => expect(lengthIn(unit, text)).toBe(expected));

it('says when a text gets tight and in how many messages it arrives', () => {
  expect(roomFor('a'.repeat(79), 100, 'chars')).toEqual({ used: 79, limit: 100, parts: 1, tight: false });
  expect(roomFor('a'.repeat(100), 100, 'chars')).toMatchObject({ parts: 1, tight: true });
  expect(roomFor('a'.repeat(201), 100, 'chars')).toMatchObject({ parts: 3, tight: true });
  expect(roomFor('', 100, 'chars').parts).toBe(1);
});
