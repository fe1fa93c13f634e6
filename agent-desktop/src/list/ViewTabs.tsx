import type { Overview } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { useActions } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { useMemo } from 'react';
import { Link } from 'react-router';

import { useConversations } from '../api/conversations';
import { addressOf, useGo } from '../desk/places';
import { useT } from '../texts';
import { countOf, VIEWS } from './views';
import type { View } from './views';

interface ViewTabsProps {
  view: View;
  overview: Overview | undefined;
  openId: string | undefined;
}

/** The views as links, so that each has an address; keys 1 to 5 choose one. */
export function ViewTabs({ view, overview, openId }: ViewTabsProps) {
  const t = useT();
  const format = useFormat();
  const go = useGo();
  const mine = useConversations('mine');
  const [first] = mine.data?.pages ?? [];
  const mineCount = first && !first.next_cursor ? first.items.length : undefined;

  useActions(
    useMemo(
      (): Action[] =>
        VIEWS.map((it, index) => ({
          id: `view-${it}`,
          name: t('act.view', { name: t(`view.${it}`) }),
          group: t('act.list'),
          shortcut: String(index + 1),
          perform: () => go(it, openId),
        })),
      // `go` is made anew on each rendering and always does the same.
      [t, openId],
    ),
  );
  return (
    <nav className="views" aria-label={t('view.label')}>
      {VIEWS.map((it) => {
        const count = it === 'mine' ? mineCount : countOf(it, overview);
        const most = overview?.conversations_counted_to ?? Infinity;
        return (
          <Link key={it} className="view" to={addressOf(it, openId)} aria-current={it === view ? 'true' : undefined}>
            {t(`view.${it}`)}
            {count ? <span className="view-count">{format.countTo(count, most)}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}
