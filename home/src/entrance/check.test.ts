import { expect, it } from 'vitest';

import { checkEmail, checkNewPassword } from './check';

it.each([
  ['', 'missing'],
  ['aki', 'email'],
  ['aki@', 'email'],
  ['a b@example.jp', 'email'],
  [' aki@example.jp ', undefined],
])('e-mail %j: %s', (email, expected) => expect(checkEmail(email)?.kind).toBe(expected));

it('counts characters as people do', () => {
  expect(checkNewPassword('花'.repeat(9))).toEqual({ kind: 'short', by: 1 });
  expect(checkNewPassword('🌸'.repeat(10))).toBeUndefined();
});
