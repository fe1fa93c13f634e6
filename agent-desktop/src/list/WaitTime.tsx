import { useFormat } from '@tsunagi/i18n';

import { useT } from '../texts';
import { useNow } from './clock';
import { urgency, waitedS } from './wait';

/** How long somebody waits for us, in the colour of the channel's target. */
export function WaitTime({ since, channel }: { since: string; channel: string }) {
  const t = useT();
  const format = useFormat();
  const seconds = waitedS(Date.parse(since), useNow());
  const level = urgency(channel, seconds);
  return (
    <time className="wait" data-level={level} dateTime={since} title={`${format.exact(since)} · ${t(`list.${level}`)}`}>
      <span className="tn-hidden">{t('list.waits', { clock: '' })}</span>
      {format.clock(seconds)}
      <span className="tn-hidden"> {t(`list.${level}`)}</span>
    </time>
  );
}
