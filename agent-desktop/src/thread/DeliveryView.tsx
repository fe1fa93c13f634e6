import type { Delivery } from '@tsunagi/api-client';
import { useChannelName } from '@tsunagi/ui';
import { Check, CheckCheck, CircleHelp, Clock, TriangleAlert } from 'lucide-react';

import { useT } from '../texts';

const ICONS = {
  pending: Clock,
  unknown: CircleHelp,
  accepted: Check,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  rejected: TriangleAlert,
} as const;

type Status = keyof typeof ICONS;

/** How far a message got, and in plain words whatever is not as it should be. */
export function DeliveryView({ delivery, channel }: { delivery: Delivery; channel: string }) {
  const t = useT();
  const channelName = useChannelName()(channel);
  const status = isStatus(delivery.status) ? delivery.status : 'pending';
  const Drawing = ICONS[status];
  const notes = [
    status === 'unknown' ? unknownText(delivery.error, channelName, t) : undefined,
    status === 'rejected' ? rejectedText(delivery.error, channelName, t) : undefined,
    delivery.resent ? t('delivery.resent') : undefined,
    ...delivery.degraded.map((it) => t.or(`degraded.${it}`, t('degraded.other', { name: it }))),
  ].filter((it) => it !== undefined);
  return (
    <div className="delivery" data-status={status}>
      <span className="delivery-status">
        <Drawing size={12} aria-hidden />
        {t(`delivery.${status}`, { channel: channelName })}
      </span>
      {notes.map((note) => (
        <span key={note} className="delivery-note">
          {note}
        </span>
      ))}
    </div>
  );
}

/** An error of ours, not of the channel. */
const GIVEN_UP = 'given_up';

function unknownText(error: string | null | undefined, channel: string, t: ReturnType<typeof useT>): string {
  return error === GIVEN_UP ? t('delivery.unknownGivenUp') : t('delivery.unknownWhy', { channel });
}

function rejectedText(error: string | null | undefined, channel: string, t: ReturnType<typeof useT>): string {
  if (!error) return t('delivery.rejectedBare', { channel });
  // Nobody was asked to take it.
  if (error === GIVEN_UP) return t('delivery.givenUp');
  return t('delivery.rejectedWhy', { channel, reason: t.or(`reason.${error}`, error) });
}

function isStatus(value: string): value is Status {
  return value in ICONS;
}
