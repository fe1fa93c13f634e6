import type { ChannelAccount, FlowSummary } from '@tsunagi/api-client';
import {
  Badge,
  ChannelMark,
  goTo,
  IconButton,
  Menu,
  PlainButton,
  StatusDot,
  Switch,
  toast,
  useErrorText,
} from '@tsunagi/ui';
import { Ellipsis, Info, Smartphone, Unplug } from 'lucide-react';

import { type AccountEdit, accountName, useChangeAccount } from '../../api/channels';
import { useAccountState } from '../../shell/account-state';
import { FlowSelect } from './FlowSelect';
import { useT } from './texts';

export interface AccountRowProps {
  account: ChannelAccount;
  flows: readonly FlowSummary[];
  canPlay: boolean;
  onOpen: () => void;
  onRemove: () => void;
}

export function AccountRow({ account, flows, canPlay, onOpen, onRemove }: AccountRowProps) {
  const t = useT();
  const errorText = useErrorText();
  const state = useAccountState()(account);
  const edit = useChangeAccount();
  const name = accountName(account);
  const change = (part: AccountEdit['change']) =>
    edit.mutate({ account, change: part }, { onError: (error) => toast({ tone: 'bad', text: errorText(error) }) });
  const play = {
    id: 'play',
    label: t('play'),
    icon: Smartphone,
    perform: () => goTo(`/simulator?account=${encodeURIComponent(name)}`),
  };
  return (
    <li className="account">
      <div className="account-name">
        <div>
          <StatusDot tone={state.tone} label={state.label} />
          <PlainButton className="account-open" onPress={onOpen}>
            <ChannelMark channel={account.channel} account={account.id} />
          </PlainButton>
          {account.simulated ? <Badge>{t('simulated')}</Badge> : null}
        </div>
        {state.todo ? <span className="account-todo">{state.todo}</span> : null}
      </div>
      <div className="account-flow">
        <FlowSelect
          hideLabel
          flows={flows}
          value={account.flow_id ?? null}
          onChange={(id) => change({ flow_id: id })}
        />
      </div>
      <Switch label={t('enabled', { name })} isSelected={account.enabled} onChange={(enabled) => change({ enabled })} />
      <Menu
        label={t('more', { name })}
        placement="bottom end"
        trigger={<IconButton icon={Ellipsis} label={t('more', { name })} />}
        sections={[
          {
            id: 'use',
            entries: [
              { id: 'details', label: t('details'), icon: Info, perform: onOpen },
              ...(canPlay ? [play] : []),
            ],
          },
          { id: 'remove', entries: [{ id: 'remove', label: t('remove'), icon: Unplug, tone: 'danger', perform: onRemove }] },
        ]}
      />
    </li>
  );
}
