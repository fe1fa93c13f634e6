// @vitest-environment happy-dom
import { resolve } from 'node:path';

import { catalogueProblems } from '@tsunagi/i18n';
import { unusedTexts } from '@tsunagi/i18n/testing';
import { describe, expect, it } from 'vitest';

import * as entrance from './entrance/texts';
import * as overview from './overview/texts';
import * as channels from './settings/channels/texts';
import * as password from './settings/password/texts';
import * as people from './settings/people/texts';
import * as settings from './settings/texts';
import * as shell from './shell/texts';
import * as simulator from './simulator/texts';

const CATALOGUES = {
  entrance,
  overview,
  'settings/channels': channels,
  'settings/password': password,
  'settings/people': people,
  settings,
  shell,
  simulator,
};

describe.each(Object.entries(CATALOGUES))('%s', (folder, { en, ja }) => {
  it('has every text in both languages', () => expect(catalogueProblems(en, ja)).toEqual([]));

  it('shows every text somewhere', () => {
    expect(unusedTexts(en, resolve(import.meta.dirname, folder, 'texts'), import.meta.dirname)).toEqual([]);
  });
});
