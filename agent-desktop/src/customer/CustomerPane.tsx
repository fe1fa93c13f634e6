import type { ConversationDetail } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { phoneText } from '@tsunagi/i18n/phone';
import { ChannelMark, CopyButton, Disclosure, Time } from '@tsunagi/ui';
import { useMemo } from 'react';
import type { ReactNode } from 'react';

import { useThread } from '../api/threads';
import { WaitTime } from '../list/WaitTime';
import { useT } from '../texts';
import { answersOf } from '../timeline/answers';
import { Answers } from './Answers';
import { Variables } from './Variables';

interface CustomerPaneProps {
  detail: ConversationDetail;
  meId: string;
  /** The name stands above already. */
  hideName?: boolean;
}

/** Who it is, why a person is needed, and what the flow was told. */
export function CustomerPane({ detail, meId, hideName = false }: CustomerPaneProps) {
  const t = useT();
  const [language] = useLanguage();
  const { conversation, identities, variables } = detail;
  const { customer, queue, reason, waiting_since, assignee, channel, account } = conversation;
  const { data: thread } = useThread(customer.id, meId);
  const answers = useMemo(() => answersOf(thread?.entries ?? [], conversation.id, variables), [thread, conversation.id, variables]);
  return (
    <div className="customer">
      {hideName ? null : <h2 className="customer-name">{customer.name}</h2>}
      {queue || reason ? (
        <Section title={t('customer.handover')}>
          <p className="customer-reason">{reason || t('customer.noReason')}</p>
          {queue ? (
            <dl className="facts">
              <Fact name={t('customer.queue')}>{queue}</Fact>
            </dl>
          ) : null}
        </Section>
      ) : null}
      <Section title={t('customer.answers')}>
        <Answers items={answers} />
        {variables.length > 0 ? (
          <Disclosure label={t('customer.variables')} className="customer-variables">
            <Variables items={variables} />
          </Disclosure>
        ) : null}
      </Section>
      <Section title={t('customer.identities')}>
        <ul className="identities">
          {identities.map(({ channel: kind, account: on, address }) => (
            <li key={`${kind} ${on} ${address}`} className="identity">
              <ChannelMark channel={kind} account={on} size={14} />
              <span className="identity-address" title={address}>{phoneText(address, language)}</span>
              <CopyButton text={address} size="small" label={t('customer.copy', { address })} />
            </li>
          ))}
        </ul>
        {customer.language ? (
          <dl className="facts">
            <Fact name={t('customer.language')}>{languageName(customer.language, language)}</Fact>
          </dl>
        ) : null}
      </Section>
      <Section title={t('customer.conversation')}>
        <dl className="facts">
          <Fact name={t('customer.channel')}>
            <ChannelMark channel={channel} account={account} size={14} />
          </Fact>
          <Fact name={t('customer.opened')}>
            <Time at={conversation.opened_at} show="brief" />
          </Fact>
          {waiting_since ? (
            <Fact name={t('customer.waiting')}>
              <Time at={waiting_since} show="brief" /> (<WaitTime since={waiting_since} channel={channel} />)
            </Fact>
          ) : null}
          {assignee ? <Fact name={t('customer.assignee')}>{assignee.name}</Fact> : null}
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
