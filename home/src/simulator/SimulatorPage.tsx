import './simulator.css';

import type { ChannelAccount } from '@tsunagi/api-client';
import { EmptyState, ErrorState, LoadingText, Segmented, Skeleton } from '@tsunagi/ui';
import { Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { accountName, useAccounts, useChannelKinds, useFlows } from '../api/channels';
import { useOverview } from '../api/overview';
import { can, useMe } from '../api/session';
import { NoAccess } from '../shell/NoAccess';
import { Page } from '../shell/Page';
import { ClockBar } from './ClockBar';
import { CustomerBar } from './CustomerBar';
import { inventAddress } from './customers';
import { NewAccount } from './NewAccount';
import { OwnChannelPanel, SidePanel } from './panel/SidePanel';
import { Rail } from './Rail';
import { Stage } from './Stage';
import { useStored } from './stored';
import { useT } from './texts';

type View = 'phone' | 'behind';

export function SimulatorPage() {
  const t = useT();
  const me = useMe();
  const accounts = useAccounts();
  return (
    <Page title={t('title')} current="simulator" wide>
      {me.isSuccess && !can(me.data, 'use_simulator') ? <NoAccess /> : null}
      {accounts.isError && !accounts.data ? <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} /> : null}
      {accounts.isPending ? (
        <div className="page">
          <LoadingText />
          <Skeleton height={320} />
        </div>
      ) : null}
      {can(me.data, 'use_simulator') && accounts.data ? (
        <Simulator accounts={accounts.data} canManage={can(me.data, 'manage_channels')} />
      ) : null}
    </Page>
  );
}

function Simulator({ accounts, canManage }: { accounts: readonly ChannelAccount[]; canManage: boolean }) {
  const t = useT();
  const [search, setSearch] = useSearchParams();
  const overview = useOverview();
  const kinds = useChannelKinds();
  const flows = useFlows();
  const [view, setView] = useState<View>('phone');
  const wanted = search.get('account');
  const account = accounts.find((it) => accountName(it) === wanted) ?? accounts.find((it) => it.simulated) ?? accounts[0];
  const adder = canManage ? (
    <NewAccount
      kinds={kinds.data ?? []}
      flows={flows.data ?? []}
      accounts={accounts}
      onCreated={(created) => setSearch({ account: accountName(created) })}
    />
  ) : null;
  return (
    <div className="simulator" data-view={account ? view : 'empty'}>
      <div className="simulator-bar">
        <h1>{t('title')}</h1>
        <ClockBar canMove={overview.data?.demo ?? false} />
      </div>
      {account ? (
        <>
          <Rail accounts={accounts} current={account}>
            {adder}
          </Rail>
          <div className="simulator-views">
            <Segmented
              label={t('view.label')}
              value={view}
              onChange={setView}
              segments={[
                { id: 'phone', label: t('view.phone') },
                { id: 'behind', label: t('view.behind') },
              ]}
            />
          </div>
          <Played
            key={accountName(account)}
            account={account}
            accounts={accounts}
            canManage={canManage}
            wanted={search.get('from')}
            onCustomer={(from) => setSearch({ account: accountName(account), from }, { replace: true })}
          />
        </>
      ) : (
        <div className="stage">
          <EmptyState icon={Smartphone} text={t('empty')} action={adder} />
        </div>
      )}
    </div>
  );
}

interface PlayedProps {
  account: ChannelAccount;
  accounts: readonly ChannelAccount[];
  canManage: boolean;
  /** The address that the page's own address asks for. */
  wanted: string | null;
  onCustomer: (address: string) => void;
}

const NOBODY: readonly string[] = [];

function Played({ account, accounts, canManage, wanted, onCustomer }: PlayedProps) {
  const [added, add] = useStored(`tsunagi.simulator.customers.${accountName(account)}`, NOBODY);
  const known = [...new Set([inventAddress(account.channel, 1), ...added, ...(wanted ? [wanted] : [])])];
  const customer = wanted ?? known[0] ?? '';
  return (
    <>
      <div className="stage">
        <CustomerBar
          account={account}
          addresses={known}
          value={customer}
          onChange={onCustomer}
          onAdd={(address) => {
            add((before) => [...new Set([...before, address])]);
            onCustomer(address);
          }}
        />
        <Stage key={customer} account={account} accounts={accounts} customer={customer} canManage={canManage} />
      </div>
      <aside className="behind">
        {account.channel === 'webchat' ? <OwnChannelPanel /> : <SidePanel account={account} from={customer} />}
      </aside>
    </>
  );
}
