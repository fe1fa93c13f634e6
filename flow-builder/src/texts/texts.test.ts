import { resolve } from 'node:path';

import { catalogueProblems } from '@tsunagi/i18n';
import { unusedTexts } from '@tsunagi/i18n/testing';
import { expect, it } from 'vitest';

import { en } from './en';
import { ja } from './ja';

it('says everything in both languages with the same values', () => {
  expect(catalogueProblems(en, ja)).toEqual([]);
});

it('every text is shown somewhere', () => {
  expect(unusedTexts(en, import.meta.dirname, resolve(import.meta.dirname, '..'))).toEqual([]);
});
