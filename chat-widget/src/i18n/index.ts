import type { Language } from '../config';
import { en } from './en';
import { ja } from './ja';
import type { Messages } from './messages';

export type { Messages } from './messages';

/** Texts and date formats of one language. */
export interface Words {
  readonly t: Messages;
  time(at: number): string;
  day(at: number, now: number): string;
  exact(at: number): string;
  dayOf(at: number): string;
}

const CATALOGUES: Record<Language, Messages> = { ja, en };
const DAY_MS = 24 * 60 * 60_000;

export function wordsOf(language: Language): Words {
  const t = CATALOGUES[language];
  const locale = language === 'ja' ? 'ja-JP' : 'en';
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', weekday: 'short' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const dayOf = (at: number): string => new Date(at).toDateString();
  return {
    t,
    time: (at) => time.format(at),
    day(at, now) {
      if (dayOf(at) === dayOf(now)) return t.today;
      return dayOf(at) === dayOf(now - DAY_MS) ? t.yesterday : day.format(at);
    },
    exact: (at) => exact.format(at),
    dayOf,
  };
}
