// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';

import { catalogueProblems } from './catalogue';
import { formatFor } from './format';
import { catalogue, currentLanguage, setLanguage } from './i18n';
import { detectLanguage, pickLanguage } from './language';

const texts = catalogue(
  'test',
  { hello: 'Hello {{name}}', deep: { n_one: '{{count}} flow', n_other: '{{count}} flows' } },
  { hello: '{{name}}さん、こんにちは', deep: { n_other: 'フロー{{count}}件' } },
);

afterEach(() => setLanguage('en'));

describe('catalogue', () => {
  it('follows the language', () => {
    setLanguage('en');
    expect(texts.t('hello', { name: 'Aki' })).toBe('Hello Aki');
    setLanguage('ja');
    expect(texts.t('hello', { name: '秋' })).toBe('秋さん、こんにちは');
    expect(document.documentElement.lang).toBe('ja');
  });

  it('knows plurals where the language has them', () => {
    setLanguage('en');
    expect(texts.t('deep.n', { count: 1 })).toBe('1 flow');
    expect(texts.t('deep.n', { count: 2 })).toBe('2 flows');
    setLanguage('ja');
    expect(texts.t('deep.n', { count: 1 })).toBe('フロー1件');
  });

  it('falls back where the key comes from data', () => {
    expect(texts.t.or('no.such.key', 'shown')).toBe('shown');
  });

  it('finds what is missing or different', () => {
    expect(catalogueProblems({ a: '{{x}}', b: { c: 'c' } }, { a: '{{y}}', b: {}, d: 'd' })).toEqual([
      'a: other placeholders',
      'b.c: missing in ja',
      'd: not in en',
    ]);
  });
});

describe('language', () => {
  it('takes the first that we speak', () => {
    expect(pickLanguage(['fr', 'ja-JP', 'en'])).toBe('ja');
    expect(pickLanguage(['fr'])).toBe('en');
  });

  it('remembers the choice', () => {
    setLanguage('ja');
    expect(detectLanguage()).toBe('ja');
    expect(currentLanguage()).toBe('ja');
  });
});

describe('format', () => {
  const now = new Date(2026, 10, 22, 10, 0, 0);
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

  it.each([
    ['en', 30, 'now'],
    ['en', 180, '3 min. ago'],
    ['ja', 180, '3分前'],
    ['ja', 7200, '2時間前'],
  ] as const)('%s, %i seconds ago: %s', (language, seconds, expected) => {
    expect(formatFor(language).relative(before(seconds), now).replace(/\s/g, ' ')).toBe(
      expected,
    );
  });

  it('writes durations', () => {
    expect(formatFor('en').countTo(999, 1000)).toBe('999');
    expect(formatFor('ja').countTo(1000, 1000)).toBe('1,000+');
    expect(formatFor('en').clock(72)).toBe('1:12');
    expect(formatFor('en').clock(3723)).toBe('1:02:03');
    expect(formatFor('en').duration(7500)).toBe('2 hr 5 min');
    expect(formatFor('ja').duration(0)).toBe('0秒');
    expect(formatFor('ja').duration(7500)).toBe('2時間5分');
    expect(formatFor('en').duration(86_400)).toBe('1 day');
  });

  it('writes dates by distance', () => {
    const format = formatFor('ja');
    expect(format.brief(before(60), now)).toBe('09:59');
    expect(format.brief(new Date(2025, 0, 2), now)).toBe('2025年1月2日');
  });
});
