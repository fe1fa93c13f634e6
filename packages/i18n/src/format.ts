import { useMemo } from 'react';

import { useLanguage } from './i18n';
import type { Language } from './language';

type Moment = string | number | Date;

/** Numbers, times and durations as the language writes them, in the viewer's zone. */
export interface Format {
  number: (value: number, options?: Intl.NumberFormatOptions) => string;
  /** `1,000+` for a count that stopped there. */
  countTo: (value: number, most: number) => string;
  percent: (share: number) => string;
  bytes: (size: number) => string;
  /** `14:05`. */
  time: (at: Moment) => string;
  date: (at: Moment) => string;
  dateTime: (at: Moment) => string;
  /** To the second and with the zone: for a hover text. */
  exact: (at: Moment) => string;
  /** Today the time, this year day and time, else the date. */
  brief: (at: Moment, now?: Moment) => string;
  /** `3 min. ago` within the last day, else like `brief`. */
  relative: (at: Moment, now?: Moment) => string;
  /** `1:12`, `1:02:03`: running time in little room. */
  clock: (seconds: number) => string;
  /** `2 hr 5 min`: the two largest units. */
  duration: (seconds: number) => string;
  list: (items: readonly string[]) => string;
}

const DAY_S = 86_400;
const known = new Map<Language, Format>();

export function useFormat(): Format {
  const [language] = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}

export function formatFor(language: Language): Format {
  const format = known.get(language) ?? makeFormat(language);
  known.set(language, format);
  return format;
}

function makeFormat(language: Language): Format {
  const locale = language === 'ja' ? 'ja-JP' : 'en';
  const when = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options });
    return (at: Moment) => formatter.format(toDate(at));
  };
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: language === 'ja' ? 'narrow' : 'short' });
  const listing = new Intl.ListFormat(locale, { type: 'conjunction' });
  const time = when({ hour: '2-digit', minute: '2-digit' });
  const date = when({ year: 'numeric', month: 'short', day: 'numeric' });
  const dayTime = when({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

  const brief = (at: Moment, now: Moment = Date.now()): string => {
    const [then, today] = [toDate(at), toDate(now)];
    if (then.toDateString() === today.toDateString()) return time(then);
    return then.getFullYear() === today.getFullYear() ? dayTime(then) : date(then);
  };

  return {
    number: (value, options) => (options ? new Intl.NumberFormat(locale, options) : number).format(value),
    countTo: (value, most) => (value < most ? number.format(value) : `${number.format(most)}+`),
    percent: (share) => percent.format(share),
    bytes: (size) => sizeText(size, locale),
    time,
    date,
    dateTime: when({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    exact: when({ dateStyle: 'full', timeStyle: 'long' }),
    brief,
    relative: (at, now = Date.now()) => {
      const seconds = Math.round((toDate(at).getTime() - toDate(now).getTime()) / 1000);
      if (Math.abs(seconds) >= DAY_S) return brief(at, now);
      if (Math.abs(seconds) < 60) return ago.format(0, 'second');
      if (Math.abs(seconds) < 3600) return ago.format(Math.trunc(seconds / 60), 'minute');
      return ago.format(Math.trunc(seconds / 3600), 'hour');
    },
    clock: clockText,
    duration: (seconds) => durationText(seconds, locale),
    list: (items) => listing.format(items),
  };
}

function toDate(at: Moment): Date {
  return at instanceof Date ? at : new Date(at);
}

function clockText(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function durationText(seconds: number, locale: string): string {
  const total = Math.max(0, Math.round(seconds));
  const parts = [
    { unit: 'day', value: Math.floor(total / DAY_S) },
    { unit: 'hour', value: Math.floor(total / 3600) % 24 },
    { unit: 'minute', value: Math.floor(total / 60) % 60 },
    { unit: 'second', value: total % 60 },
  ];
  const first = parts.findIndex((part) => part.value > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter((part) => part.value > 0);
  const text = shown
    .map(({ unit, value }) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    )
    .join(' ');
  // Our Japanese has no spaces around numbers.
  return locale === 'ja-JP' ? text.replace(/\s/g, '') : text;
}

function sizeText(size: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  const options = { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: step === 0 ? 0 : 1 } as const;
  return new Intl.NumberFormat(locale, options).format(size / 1000 ** step);
}
