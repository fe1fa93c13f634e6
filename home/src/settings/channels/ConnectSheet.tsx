import type { ChannelAccount, ChannelKind, FlowSummary } from '@tsunagi/api-client';
import {
  Button,
  channelIcon,
  Checkbox,
  ErrorState,
  PlainButton,
  Sheet,
  TextField,
  toast,
  useChannelName,
} from '@tsunagi/ui';
import { useState } from 'react';

import { accountName, useCreateAccount } from '../../api/channels';
import { can, useMe } from '../../api/session';
import { complaints, type Draft, freeName, newAccount, usualFlow } from './draft';
import { FlowSelect } from './FlowSelect';
import { useFieldErrors } from './form-errors';
import { SettingFields } from './SettingFields';
import { useT } from './texts';

export interface ConnectSheetProps {
  kinds: readonly ChannelKind[];
  flows: readonly FlowSummary[];
  accounts: readonly ChannelAccount[];
  onClose: () => void;
  onConnected: (account: ChannelAccount) => void;
}

export function ConnectSheet({ kinds, onClose, ...rest }: ConnectSheetProps) {
  const t = useT();
  const [kind, setKind] = useState<ChannelKind>();
  return kind ? (
    <AccountForm key={kind.channel} kind={kind} onBack={() => setKind(undefined)} onClose={onClose} {...rest} />
  ) : (
    <Sheet title={t('chooseKind')} isOpen onOpenChange={onClose}>
      <ul className="kinds">
        {kinds.map((it) => (
          <li key={it.channel}>
            <KindButton kind={it} onPress={() => setKind(it)} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function KindButton({ kind, onPress }: { kind: ChannelKind; onPress: () => void }) {
  const t = useT();
  const name = useChannelName()(kind.channel);
  const Drawing = channelIcon(kind.channel);
  return (
    <PlainButton className="kind" onPress={onPress}>
      <Drawing size={20} aria-hidden />
      <span>
        <strong>{name}</strong>
        <span className="quiet small">{t.or(`kind.${kind.channel}`, t('kind.other'))}</span>
      </span>
    </PlainButton>
  );
}

interface AccountFormProps extends Omit<ConnectSheetProps, 'kinds'> {
  kind: ChannelKind;
  onBack: () => void;
}

function AccountForm({ kind, flows, accounts, onBack, onClose, onConnected }: AccountFormProps) {
  const t = useT();
  const channel = useChannelName()(kind.channel);
  const me = useMe();
  const create = useCreateAccount();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    id: freeName('main', kind.channel, accounts),
    flowId: usualFlow(flows),
    simulated: false,
    settings: kind.channel === 'webchat' ? { allowed_origins: globalThis.location.origin } : {},
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const found = complaints(draft, kind, accounts);
  const errorOf = useFieldErrors(tried ? found : {}, create.error);

  const submit = () => {
    setTried(true);
    if (Object.keys(found).length > 0) return;
    create.mutate(newAccount(draft, kind, globalThis.location.origin), {
      onSuccess: (account) => {
        toast({ tone: 'good', text: t('connected', { name: accountName(account) }) });
        onConnected(account);
      },
    });
  };

  return (
    <Sheet
      title={`${t('connect')}: ${channel}`}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onBack}>{t('back')}</Button>
          <Button variant="primary" onPress={submit} isPending={create.isPending}>
            {t('create')}
          </Button>
        </>
      }
    >
      <div className="form-part">
        {create.isError ? <ErrorState title={t('failed')} error={create.error} /> : null}
        <TextField
          mono
          label={t('account')}
          help={t('accountHelp')}
          helpWhen="always"
          value={draft.id}
          onChange={(id) => change({ id })}
          autoFocus
          {...withError(errorOf('id'))}
        />
        <FlowSelect flows={flows} value={draft.flowId} onChange={(flowId) => change({ flowId })} withHelp />
        {can(me.data, 'use_simulator') ? (
          <Checkbox isSelected={draft.simulated} onChange={(simulated) => change({ simulated })}>
            {t('simulate')}
          </Checkbox>
        ) : null}
      </div>
      {draft.simulated ? null : (
        <div className="form-part">
          <SettingFields
            kind={kind}
            values={draft.settings}
            secretsSet={[]}
            errorOf={errorOf}
            onChange={(name, value) => change({ settings: { ...draft.settings, [name]: value } })}
          />
        </div>
      )}
    </Sheet>
  );
}

function withError(error: string | undefined): { error?: string } {
  return error === undefined ? {} : { error };
}
