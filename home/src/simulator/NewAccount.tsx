import type { ChannelAccount, ChannelKind, FlowSummary } from '@tsunagi/api-client';
import { Button, channelIcon, ErrorState, Popover, Select, useChannelName } from '@tsunagi/ui';
import { Plus } from 'lucide-react';
import { useState } from 'react';

import { useCreateAccount } from '../api/channels';
import { freeName, newAccount, usualFlow } from '../settings/channels/draft';
import { useT } from './texts';

export interface NewAccountProps {
  kinds: readonly ChannelKind[];
  flows: readonly FlowSummary[];
  accounts: readonly ChannelAccount[];
  onCreated: (account: ChannelAccount) => void;
}

/** Makes an account that only exists in the simulator. */
export function NewAccount(props: NewAccountProps) {
  const t = useT();
  return (
    <Popover label={t('newAccount')} trigger={<Button icon={Plus}>{t('add')}</Button>}>
      {(close) => <NewAccountForm {...props} onDone={close} />}
    </Popover>
  );
}

function NewAccountForm({ kinds, flows, accounts, onCreated, onDone }: NewAccountProps & { onDone: () => void }) {
  const t = useT();
  const channelName = useChannelName();
  const create = useCreateAccount();
  const [channel, setChannel] = useState(kinds.find((kind) => kind.channel === 'line')?.channel ?? kinds[0]?.channel ?? null);
  const [flowId, setFlowId] = useState(usualFlow(flows));
  const kind = kinds.find((it) => it.channel === channel);
  const submit = () => {
    if (!kind) return;
    const draft = { id: freeName('sim', kind.channel, accounts), flowId, simulated: true, settings: {} };
    create.mutate(newAccount(draft, kind, globalThis.location.origin), {
      onSuccess: (account) => {
        onDone();
        onCreated(account);
      },
    });
  };
  return (
    <div className="new-account">
      <h3>{t('newAccount')}</h3>
      <p className="quiet small">{t('newHelp')}</p>
      {create.isError ? <ErrorState title={t('failed')} error={create.error} /> : null}
      <Select
        label={t('channel')}
        value={channel}
        onChange={setChannel}
        options={kinds.map((it) => ({ id: it.channel, label: channelName(it.channel), icon: channelIcon(it.channel) }))}
      />
      <Select
        label={t('flow')}
        value={flowId}
        onChange={setFlowId}
        placeholder={t('noFlow')}
        options={flows.map((flow) => ({ id: flow.id, label: flow.name }))}
        {...(flows.length === 0 ? { help: t('noFlows'), helpWhen: 'always' as const } : {})}
      />
      <Button variant="primary" onPress={submit} isPending={create.isPending} isDisabled={!kind}>
        {t('create')}
      </Button>
    </div>
  );
}
