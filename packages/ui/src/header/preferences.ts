import { LANGUAGE_NAMES, LANGUAGES, useLanguage } from '@tsunagi/i18n';

import { THEMES, useTheme } from '../app/theme';
import type { MenuSection } from '../overlay/Menu';
import { useUiT } from '../texts';

/** Language and theme as sections of a menu. */
export function usePreferenceSections(): MenuSection[] {
  const t = useUiT();
  const [language, setLanguage] = useLanguage();
  const [theme, setTheme] = useTheme();
  return [
    {
      id: 'language',
      // Both names, so that whoever landed in the wrong language finds the way out.
      heading: t('language.heading'),
      entries: LANGUAGES.map((id) => ({
        id: `language-${id}`,
        label: LANGUAGE_NAMES[id],
        isChosen: id === language,
        perform: () => setLanguage(id),
      })),
    },
    {
      id: 'theme',
      heading: t('theme.heading'),
      entries: THEMES.map((id) => ({
        id: `theme-${id}`,
        label: t(`theme.${id}`),
        isChosen: id === theme,
        perform: () => setTheme(id),
      })),
    },
  ];
}
