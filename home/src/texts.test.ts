// @vitest-environment happy-dom
import { catalogueProblems } from '@tsunagi/i18n';
import { expect, it } from 'vitest';

import * as entrance from './entrance/texts';
import * as overview from './overview/texts';
import * as channels from './settings/channels/texts';
import * as people from './settings/people/texts';
import * as settings from './settings/texts';
import * as shell from './shell/texts';
import * as simulator from './simulator/texts';

it.each(Object.entries({ channels, entrance, overview, people, settings, shell, simulator }))(
  '%s has every text in both languages',
  (_name, { en, ja }) => expect(catalogueProblems(en, ja)).toEqual([]),
);
