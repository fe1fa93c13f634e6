import type { ChannelAccount } from '@tsunagi/api-client';
import { Button, ConfirmByName, EmptyState, ErrorState, LoadingText, Skeleton, toast, useErrorText } from '@tsunagi/ui';
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { accountName, useAccounts, useChannelKinds, useDeleteAccount, useFlows } from '../../api/channels';
import { can, useMe } from '../../api/session';
import { SettingsPage } from '../SettingsPage';
import { AccountRow } from './AccountRow';
import { AccountSheet } from './AccountSheet';
import { ConnectSheet } from './ConnectSheet';
import { useT } from './texts';

export function ChannelsPage() {
  const t = useT();
  const [, setSearch] = useSearchParams();
  const connect = () => setSearch({ connect: '' });
  return (
    <SettingsPage
      part="channels"
      action={
        <Button variant="primary" icon={Plus} onPress={connect}>
          {t('connect')}
        </Button>
      }
    >
      <Accounts onConnect={connect} />
    </SettingsPage>
  );
}

function Accounts({ onConnect }: { onConnect: () => void }) {
  const t = useT();
  const errorText = useErrorText();
  const me = useMe();
  const kinds = useChannelKinds();
  const accounts = useAccounts();
  const flows = useFlows();
  const remove = useDeleteAccount();
  const [search, setSearch] = useSearchParams();
  const [removing, setRemoving] = useState<ChannelAccount>();
  const opened = accounts.data?.find((account) => accountName(account) === search.get('account'));
  const failed = [accounts, kinds].find((query) => query.isError);
  const close = () => setSearch({});

  const confirmRemoval = () => {
    if (!removing) return;
    remove.mutate(removing, {
      onSuccess: () => toast({ tone: 'good', text: t('removed', { name: accountName(removing) }) }),
      onError: (error) => toast({ tone: 'bad', text: errorText(error) }),
    });
  };

  return (
    <>
      {failed ? <ErrorState error={failed.error} onRetry={() => void failed.refetch()} /> : null}
      {accounts.isPending ? (
        <>
          <LoadingText />
          <Skeleton height={64} lines={3} />
        </>
      ) : null}
      {accounts.data?.length === 0 ? (
        <div className="tn-card">
          <EmptyState
            icon={Plug}
            text={t('empty')}
            action={
              <Button variant="primary" onPress={onConnect}>
                {t('connect')}
              </Button>
            }
          />
        </div>
      ) : null}
      {accounts.data && accounts.data.length > 0 ? (
        <ul className="tn-card accounts" aria-label={t('list')}>
          {accounts.data.map((account) => (
            <AccountRow
              key={accountName(account)}
              account={account}
              flows={flows.data ?? []}
              canPlay={can(me.data, 'use_simulator')}
              onOpen={() => setSearch({ account: accountName(account) })}
              onRemove={() => setRemoving(account)}
            />
          ))}
        </ul>
      ) : null}
      {search.has('connect') && kinds.data && accounts.data ? (
        <ConnectSheet
          kinds={kinds.data}
          flows={flows.data ?? []}
          accounts={accounts.data}
          onClose={close}
          onConnected={(account) => setSearch({ account: accountName(account) }, { replace: true })}
        />
      ) : null}
      {opened ? (
        <AccountSheet
          key={accountName(opened)}
          account={opened}
          kind={kinds.data?.find((kind) => kind.channel === opened.channel)}
          onClose={close}
        />
      ) : null}
      {removing ? (
        <ConfirmByName
          title={t('removeTitle', { name: accountName(removing) })}
          text={t('removeText')}
          name={accountName(removing)}
          confirmLabel={t('remove')}
          isOpen
          onOpenChange={() => setRemoving(undefined)}
          onConfirm={confirmRemoval}
        />
      ) : null}
    </>
  );
}
