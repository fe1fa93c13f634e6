import type { ChannelAccount } from '@tsunagi/api-client';
import { Button, goTo, Link, toast, useChannelName, useErrorText } from '@tsunagi/ui';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';

import { accountName, useCreateAccount } from '../api/channels';
import { freeName } from '../settings/channels/draft';
import { Phone } from './phone/Phone';
import type { PhoneModel } from './phone-model';
import { useT } from './texts';
import { usePlayedPhone } from './usePlayedPhone';
import { useWebchatPhone } from './webchat/useWebchatPhone';

export interface StageProps {
  account: ChannelAccount;
  /** All of them, for the name of a new one. */
  accounts: readonly ChannelAccount[];
  customer: string;
  canManage: boolean;
}

/** The phone of one customer on one account. */
export function Stage(props: StageProps) {
  return props.account.channel === 'webchat' ? <WebchatStage {...props} /> : <PlayedStage {...props} />;
}

function PlayedStage(props: StageProps) {
  const model = usePlayedPhone(props.account, props.customer);
  return <Framed {...props} model={model} hints={model.isLocked ? <Twin {...props} /> : null} />;
}

/** Says why a real account cannot be played, and makes one that can. */
function Twin({ account, accounts, canManage }: StageProps) {
  const t = useT();
  const errorText = useErrorText();
  const create = useCreateAccount();
  const { channel, flow_id: flowId } = account;
  const make = () =>
    create.mutate(
      { channel, id: freeName('sim', channel, accounts), simulated: true, settings: {}, ...(flowId ? { flow_id: flowId } : {}) },
      {
        onSuccess: (made) => goTo(`/simulator?account=${encodeURIComponent(accountName(made))}`),
        onError: (error) => toast({ tone: 'bad', text: errorText(error) }),
      },
    );
  return (
    <div className="phone-hint">
      <p>{t('real')}</p>
      {canManage ? (
        <Button size="small" icon={Copy} isPending={create.isPending} onPress={make}>
          {t('twin')}
        </Button>
      ) : null}
    </div>
  );
}

function WebchatStage(props: StageProps) {
  const t = useT();
  const model = useWebchatPhone(props.account, props.customer);
  const demo = `/demo?account=${encodeURIComponent(props.account.id)}`;
  return (
    <>
      <Framed {...props} model={model} hints={null} />
      <a href={demo} target="_blank" rel="noreferrer" className="small">
        {t('phone.demo')}
      </a>
    </>
  );
}

function Framed({ account, customer, canManage, model, hints }: StageProps & { model: PhoneModel; hints: ReactNode }) {
  const t = useT();
  const channelName = useChannelName();
  const problem = account.enabled ? (account.flow_id ? undefined : t('noFlowHint')) : t('offHint');
  const reset = () => {
    model.reset();
    toast({ text: t('customer.resetDone') });
  };
  return (
    <Phone
      model={{ ...model, reset }}
      channel={account.channel}
      title={`${channelName(account.channel)} ${account.id}`}
      customer={customer}
      hints={
        <>
          {problem ? (
            <p className="phone-hint">
              {problem} {canManage ? <Link href="/settings/channels">{t('toChannels')}</Link> : null}
            </p>
          ) : null}
          {hints}
        </>
      }
    />
  );
}
