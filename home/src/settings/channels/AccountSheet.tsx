import type { ChannelAccount, ChannelKind } from '@tsunagi/api-client';
import { Button, ErrorState, Sheet, StatusDot, toast, useChannelName } from '@tsunagi/ui';
import { useState } from 'react';

import { useChangeAccount } from '../../api/channels';
import { useAccountState } from '../../shell/account-state';
import { changedSettings, complaints, type Draft } from './draft';
import { useFieldErrors } from './form-errors';
import { Guide } from './Guide';
import { SettingFields } from './SettingFields';
import { useT } from './texts';

export interface AccountSheetProps {
  account: ChannelAccount;
  kind: ChannelKind | undefined;
  onClose: () => void;
}

/** One account: its state, what to do at the vendor, its settings. */
export function AccountSheet({ account, kind, onClose }: AccountSheetProps) {
  const t = useT();
  const channel = useChannelName()(account.channel);
  const state = useAccountState()(account);
  const change = useChangeAccount();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    id: account.id,
    flowId: account.flow_id ?? null,
    simulated: account.simulated,
    settings: { ...account.settings },
  });
  const found = kind ? complaints(draft, kind, [], account.secrets_set) : {};
  const errorOf = useFieldErrors(tried ? found : {}, change.error);
  const settings = kind ? changedSettings(draft, kind, account) : {};
  const hasChanges = Object.keys(settings).length > 0;

  const save = () => {
    setTried(true);
    if (Object.keys(found).length > 0) return;
    change.mutate(
      { account, change: { settings } },
      {
        onSuccess: (saved) => {
          setDraft({ ...draft, settings: { ...saved.settings } });
          toast({ tone: 'good', text: t('saved') });
        },
      },
    );
  };

  return (
    <Sheet
      title={`${channel} ${account.id}`}
      isOpen
      onOpenChange={onClose}
      size="wide"
      footer={
        <>
          <Button onPress={onClose}>{t('done')}</Button>
          {kind && !account.simulated ? (
            <Button variant="primary" isDisabled={!hasChanges} isPending={change.isPending} onPress={save}>
              {t('save')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="form-part">
        <StatusDot tone={state.tone} label={state.label} withLabel />
        {state.todo ? <p>{state.todo}</p> : null}
      </div>
      <Guide account={account} />
      {kind && !account.simulated ? (
        <section className="form-part" aria-labelledby="settings-title">
          <h3 id="settings-title">{t('settings')}</h3>
          {change.isError ? <ErrorState title={t('failed')} error={change.error} /> : null}
          <SettingFields
            kind={kind}
            values={draft.settings}
            secretsSet={account.secrets_set}
            errorOf={errorOf}
            onChange={(name, value) => setDraft({ ...draft, settings: { ...draft.settings, [name]: value } })}
          />
        </section>
      ) : null}
    </Sheet>
  );
}
