import { catalogueProblems } from '@tsunagi/i18n';
import { expect, it } from 'vitest';

import { en } from './en';
import { ja } from './ja';

it('says everything in both languages with the same values', () => {
  expect(catalogueProblems(en, ja)).toEqual([]);
});
