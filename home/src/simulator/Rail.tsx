import type { ChannelAccount } from '@tsunagi/api-client';
import { Badge, ChannelMark, Link } from '@tsunagi/ui';
import { type ReactNode, useEffect, useRef } from 'react';

import { accountName } from '../api/channels';
import { useT } from './texts';

export interface RailProps {
  accounts: readonly ChannelAccount[];
  current: ChannelAccount | undefined;
  children: ReactNode;
}

/** One phone per account. */
export function Rail({ accounts, current, children }: RailProps) {
  const t = useT();
  const rail = useRef<HTMLElement>(null);
  const currentName = current && accountName(current);
  useEffect(() => {
    rail.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [currentName]);
  return (
    <nav className="rail" ref={rail} aria-label={t('accounts')}>
      <ul>
        {accounts.map((account) => {
          const name = accountName(account);
          const isCurrent = currentName === name;
          return (
            <li key={name}>
              <Link
                className="rail-item"
                href={`/simulator?account=${encodeURIComponent(name)}`}
                {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
              >
                <ChannelMark channel={account.channel} account={account.id} />
                <span>
                  {account.flow_name ?? t('noFlow')}
                  {account.simulated ? <Badge>{t('simulated')}</Badge> : null}
                  {account.enabled ? null : <Badge tone="warn">{t('off')}</Badge>}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
      {children}
    </nav>
  );
}
