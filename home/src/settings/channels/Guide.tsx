import type { ChannelAccount } from '@tsunagi/api-client';
import { LinkButton } from '@tsunagi/ui';
import { ExternalLink } from 'lucide-react';

import { CodeLine } from '../../shell/CodeLine';
import { useT } from './texts';

const STEPS = {
  line: ['s1', 's2', 's3', 's4'],
  sms: ['s1', 's2', 's3', 's4'],
  custom: ['s1', 's2', 's3'],
} as const;

const SMALLEST_PAYLOAD = '{"type":"message.received","timestamp":"2026-11-22T10:00:00Z","data":{"from":"user-1","text":"hello"}}';

/** What to do elsewhere so that messages arrive, with everything that has to be copied. */
export function Guide({ account }: { account: ChannelAccount }) {
  const t = useT();
  const { channel } = account;
  if (account.simulated) return null;
  return (
    <section className="form-part" aria-labelledby="guide-title">
      <h3 id="guide-title">{channel === 'webchat' || channel === 'custom' ? t('guideOwn') : t('guideTitle')}</h3>
      {account.webhook_url ? (
        <div>
          <span className="tn-label">{t('webhook')}</span>
          <CodeLine text={account.webhook_url} label={t('copyWebhook')} />
        </div>
      ) : null}
      {channel === 'webchat' ? <WebchatSteps account={account.id} /> : null}
      {channel === 'line' || channel === 'sms' || channel === 'custom' ? <Steps channel={channel} /> : null}
      {channel === 'custom' ? <CodeLine text={SMALLEST_PAYLOAD} label={t('copyPayload')} /> : null}
    </section>
  );
}

function Steps({ channel }: { channel: keyof typeof STEPS }) {
  const t = useT();
  return (
    <ol className="guide">
      {STEPS[channel].map((step) => (
        <li key={step}>{t.or(`guide.${channel}.${step}`, step)}</li>
      ))}
    </ol>
  );
}

function WebchatSteps({ account }: { account: string }) {
  const t = useT();
  return (
    <ol className="guide">
      <li>
        {t('guide.webchat.s1')}
        <CodeLine text={snippet(globalThis.location.origin, account)} label={t('copySnippet')} />
      </li>
      <li>{t('guide.webchat.s2')}</li>
      <li>
        {t('guide.webchat.s3')}{' '}
        <LinkButton size="small" icon={ExternalLink} href={`/demo?account=${encodeURIComponent(account)}`} target="_blank">
          {t('guide.webchat.demo')}
        </LinkButton>
      </li>
    </ol>
  );
}

/** The line that puts the widget on a page. */
export function snippet(origin: string, account: string): string {
  return `<script src="${origin}/widget.js" data-account="${account}" async></script>`;
}
