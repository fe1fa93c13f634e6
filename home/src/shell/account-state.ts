import type { ChannelAccount } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';

import { useT } from './texts';

/** The dot of an account, its word, and the one thing to do. */
export function useAccountState(): (account: ChannelAccount) => {
  tone: 'good' | 'warn' | 'bad' | 'off';
  label: string;
  todo: string | undefined;
} {
  const t = useT();
  const [language] = useLanguage();
  return (account) => {
    const todo = (language === 'ja' ? account.todo_ja : account.todo_en) ?? undefined;
    if (!account.enabled) return { tone: 'off', label: t('state.off'), todo: undefined };
    if (account.state === 'ok') return { tone: 'good', label: t('state.ok'), todo };
    if (account.state === 'attention') return { tone: 'warn', label: t('state.attention'), todo };
    return { tone: 'bad', label: t('state.broken'), todo };
  };
}
