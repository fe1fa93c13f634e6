import { catalogueProblems } from '@tsunagi/i18n';
import { expect, it } from 'vitest';

import { en } from './en';
import { ja } from './ja';

it('both languages say everything with the same values', () => {
  expect(catalogueProblems(en, ja)).toEqual([]);
});
