import type { ChannelAccount } from '@tsunagi/api-client';
import { toast, useChannelName } from '@tsunagi/ui';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';

import { Phone } from './phone/Phone';
import type { PhoneModel } from './phone-model';
import { useT } from './texts';
import { usePlayedPhone } from './usePlayedPhone';
import { useWebchatPhone } from './webchat/useWebchatPhone';

export interface StageProps {
  account: ChannelAccount;
  customer: string;
  canManage: boolean;
}

/** The phone of one customer on one account. */
export function Stage(props: StageProps) {
  return props.account.channel === 'webchat' ? <WebchatStage {...props} /> : <PlayedStage {...props} />;
}

function PlayedStage(props: StageProps) {
  const t = useT();
  const model = usePlayedPhone(props.account, props.customer);
  return <Framed {...props} model={model} hints={props.account.simulated ? null : <p className="phone-hint">{t('real')}</p>} />;
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
