import type { ConversationDetail } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { ChannelMark, CopyButton, Time } from '@tsunagi/ui';
import type { ReactNode } from 'react';

import { WaitTime } from '../list/WaitTime';
import { useT } from '../texts';
import { Variables } from './Variables';

interface CustomerPaneProps {
  detail: ConversationDetail;
  /** The name stands above already. */
  hideName?: boolean;
}

/** Who it is, why a person is needed, and what the flow found out. */
export function CustomerPane({ detail, hideName = false }: CustomerPaneProps) {
  const t = useT();
  const [language] = useLanguage();
  const { conversation, identities, variables } = detail;
  const { customer, queue, reason, waiting_since, assignee, channel, account } = conversation;
  return (
    <div className="customer">
      {hideName ? null : <h2 className="customer-name">{customer.name}</h2>}
      <Section title={queue || reason ? t('customer.handover') : t('customer.conversation')}>
        {queue || reason ? <p className="customer-reason">{reason || t('customer.noReason')}</p> : null}
        <dl className="facts">
          {queue ? <Fact name={t('customer.queue')}>{queue}</Fact> : null}
          {waiting_since ? (
            <Fact name={t('customer.waiting')}>
              <Time at={waiting_since} show="brief" /> (<WaitTime since={waiting_since} channel={channel} />)
            </Fact>
          ) : null}
          {assignee ? <Fact name={t('customer.assignee')}>{assignee.name}</Fact> : null}
          <Fact name={t('customer.opened')}>
            <Time at={conversation.opened_at} show="brief" />
          </Fact>
          <Fact name={t('customer.channel')}>
            <ChannelMark channel={channel} account={account} size={14} />
          </Fact>
        </dl>
      </Section>
      <Section title={t('customer.variables')}>
        {variables.length === 0 ? <p className="customer-quiet">{t('customer.noVariables')}</p> : <Variables items={variables} />}
      </Section>
      <Section title={t('customer.identities')}>
        <ul className="identities">
          {identities.map(({ channel: kind, account: on, address }) => (
            <li key={`${kind} ${on} ${address}`} className="identity">
              <ChannelMark channel={kind} account={on} size={14} />
              <span className="identity-address">{address}</span>
              <CopyButton text={address} size="small" label={t('customer.copy', { address })} />
            </li>
          ))}
        </ul>
        <dl className="facts">
          <Fact name={t('customer.language')}>{languageName(customer.language, language)}</Fact>
        </dl>
      </Section>
    </div>
  );
}

/** `ja` as people of the viewer's language say it. */
function languageName(tag: string, viewer: string): string {
  try {
    return new Intl.DisplayNames(viewer, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="customer-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
