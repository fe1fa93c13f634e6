import { createInstance } from 'i18next';
import { useCallback, useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';

import type { KeyOf, Texts, Translation, ValuesFor } from './catalogue';
import { detectLanguage, isLanguage, type Language, storeChoice } from './language';

/** Looks texts up. `t.or` takes a key that comes from data and what to show when there is no such text. */
export interface Translate<E> {
  <K extends KeyOf<E>>(key: K, ...values: ValuesFor<E, K>): string;
  or: (key: string, fallback: string) => string;
}

export interface Catalogue<E> {
  /** Follows the language: re-renders when it changes. */
  useT: () => Translate<E>;
  /** Outside React. */
  t: Translate<E>;
}

const instance = createInstance();
void instance.use(initReactI18next).init({
  lng: detectLanguage(),
  fallbackLng: false,
  resources: {},
  initAsync: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});
announce(currentLanguage());

/** Adds texts under a name of their own, such as the application's. `ja` without a key of `en` is a type error. */
export function catalogue<const E extends Texts>(namespace: string, en: E, ja: Translation<E>): Catalogue<E> {
  instance.addResourceBundle('en', namespace, en, true, true);
  instance.addResourceBundle('ja', namespace, ja, true, true);
  const wrap = (look: (key: string, values: Record<string, unknown>) => string): Translate<E> =>
    Object.assign(
      (key: string, values?: object) => look(key, { ...values }),
      { or: (key: string, fallback: string) => look(key, { defaultValue: fallback }) },
    ) as Translate<E>;
  return {
    t: wrap((key, values) => instance.t(key, { ns: namespace, ...values })),
    useT: () => {
      const { t } = useTranslation(namespace, { i18n: instance });
      return useMemo(() => wrap((key, values) => t(key, values)), [t]);
    },
  };
}

export function currentLanguage(): Language {
  return isLanguage(instance.language) ? instance.language : 'en';
}

/** Changes the language of the page and remembers it in this browser. */
export function setLanguage(language: Language): void {
  storeChoice(language);
  void instance.changeLanguage(language);
  announce(language);
}

export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation(undefined, { i18n: instance });
  const change = useCallback((language: Language) => setLanguage(language), []);
  return [isLanguage(i18n.language) ? i18n.language : 'en', change];
}

function announce(language: Language): void {
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}
