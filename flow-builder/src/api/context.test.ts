import { expect, it } from 'vitest';

import { firstLanguage } from '../simulator/useSimulator';
import { calledBy } from './context';

it('knows what a document calls, each flow once', () => {
  const call = (flow: string) => ({ kind: 'subflow', settings: { flow } });
  const nodes = { a: call('other'), b: call('another'), c: call('other'), d: call(''), e: { kind: 'end', settings: {} } };
  expect(calledBy({ nodes })).toEqual(['another', 'other']);
  expect(calledBy({})).toEqual([]);
});

it.each([
  [['ja', 'en'], 'en', 'en'],
  [['ja'], 'en', 'ja'],
  [[], 'en', 'en'],
])('plays %s for a reader of %s in %s', (languages, reader, expected) => {
  expect(firstLanguage(languages, reader)).toBe(expected);
});
