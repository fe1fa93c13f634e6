import type { ChannelAccount } from '@tsunagi/api-client';
import { Badge, ChannelMark, EmptyState, Link, LinkButton, StatusDot } from '@tsunagi/ui';
import { Plug } from 'lucide-react';

import { accountName } from '../api/channels';
import { useAccountState } from '../shell/account-state';
import { useT } from './texts';

export function ChannelList({ accounts, canManage }: { accounts: readonly ChannelAccount[]; canManage: boolean }) {
  const t = useT();
  return (
    <section aria-labelledby="channels-title">
      <div className="section-head">
        <h2 id="channels-title">{t('channels.title')}</h2>
        {canManage && accounts.length > 0 ? <Link href="/settings/channels">{t('channels.manage')}</Link> : null}
      </div>
      <div className="tn-card">
        {accounts.length === 0 ? (
          <EmptyState
            icon={Plug}
            text={t('channels.empty')}
            action={
              canManage ? (
                <LinkButton variant="primary" href="/settings/channels?connect">
                  {t('channels.connect')}
                </LinkButton>
              ) : null
            }
          />
        ) : (
          <ul className="rows">
            {accounts.map((account) => (
              <ChannelRow key={accountName(account)} account={account} canManage={canManage} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function ChannelRow({ account, canManage }: { account: ChannelAccount; canManage: boolean }) {
  const t = useT();
  const { tone, label, todo } = useAccountState()(account);
  const content = (
    <>
      <StatusDot tone={tone} label={label} />
      <span className="row-main">
        <span className="row-title">
          <ChannelMark channel={account.channel} account={account.id} />
          {account.simulated ? <Badge>{t('channels.simulated')}</Badge> : null}
          <span className="quiet row-flow">{account.flow_name ?? t('channels.noFlow')}</span>
        </span>
        {todo ? <span className="small row-todo">{todo}</span> : null}
      </span>
    </>
  );
  if (!canManage) return <li className="row">{content}</li>;
  const href = `/settings/channels?account=${encodeURIComponent(accountName(account))}`;
  return (
    <li>
      <Link className="row" href={href}>
        {content}
      </Link>
    </li>
  );
}
