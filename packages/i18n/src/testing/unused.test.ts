import { expect, it } from 'vitest';

import { unusedKeys } from './unused';

const texts = {
  title: 'Flows',
  gone: 'Gone',
  count_one: '{{count}} flow',
  count_other: '{{count}} flows',
  nav: { home: 'Home', away: 'Away' },
  step: { one: { note: 'First', name: 'Begin' } },
};

it.each([
  ['nothing refers to any', '', ['title', 'gone', 'count', 'nav.home', 'nav.away', 'step.one.note', 'step.one.name']],
  ['whole keys', "t('title') + t(on ? 'nav.home' : 'nav.away')", ['gone', 'count', 'step.one.note', 'step.one.name']],
  ['a plural', "t('count', { count })", ['title', 'gone', 'nav.home', 'nav.away', 'step.one.note', 'step.one.name']],
  ['a template', 't(`nav.${id}`)', ['title', 'gone', 'count', 'step.one.note', 'step.one.name']],
  ['a template in the middle', 't(`step.${id}.note`)', ['title', 'gone', 'count', 'nav.home', 'nav.away', 'step.one.name']],
  ['a template in another', '`${a} ${t(`nav.${id}`)}`', ['title', 'gone', 'count', 'step.one.note', 'step.one.name']],
  ['a template of everything says nothing', '`${name}`', ['title', 'gone', 'count', 'nav.home', 'nav.away', 'step.one.note', 'step.one.name']],
  ['a template of other words', '`nav.${id} is away`', ['title', 'gone', 'count', 'nav.home', 'nav.away', 'step.one.note', 'step.one.name']],
])('%s', (_name, source, unused) => expect(unusedKeys(texts, [source])).toEqual(unused));
