import { LANGUAGE_NAMES, LANGUAGES, useLanguage } from '@tsunagi/i18n';
import { Monitor, Moon, Sun } from 'lucide-react';

import { THEMES, type Theme, useTheme } from '../app/theme';
import { Segmented } from '../button/Segmented';
import { useUiT } from '../texts';

/** Changes the language of the page: for places without the header, such as the login. */
export function LanguageSwitch() {
  const t = useUiT();
  const [language, setLanguage] = useLanguage();
  return (
    <Segmented
      label={t('language.heading')}
      value={language}
      onChange={setLanguage}
      segments={LANGUAGES.map((id) => ({ id, label: LANGUAGE_NAMES[id] }))}
    />
  );
}

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, unknown>;

export function ThemeSwitch() {
  const t = useUiT();
  const [theme, setTheme] = useTheme();
  return (
    <Segmented
      label={t('theme.heading')}
      value={theme}
      onChange={setTheme}
      segments={THEMES.map((id) => ({ id, label: t(`theme.${id}`), icon: THEME_ICONS[id] }))}
    />
  );
}
