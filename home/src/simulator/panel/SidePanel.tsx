import type { ChannelAccount } from '@tsunagi/api-client';
import { Badge, EmptyState, ErrorState, Tabs } from '@tsunagi/ui';
import { ArrowDownLeft, ArrowUpRight, Cable } from 'lucide-react';
import { useState } from 'react';

import { useCalls } from '../../api/simulator';
import { concerns } from '../concerns';
import { curl } from '../journal';
import { useT } from '../texts';
import { useJournal } from '../usePlayedPhone';
import { Exchange } from './Exchange';

/** What travels between the phone's vendor and us. */
export function SidePanel({ account, from }: { account: ChannelAccount; from: string }) {
  const t = useT();
  const calls = useCalls(account);
  const [deeds] = useJournal(account, from);
  const [tab, setTab] = useState<'calls' | 'webhooks'>('calls');
  const posted = deeds.flatMap(({ key, at, result }) => (result ? [{ key, at, result }] : [])).toReversed();
  const newestFirst = (calls.data ?? []).filter((call) => concerns(call, from, deeds)).toReversed();
  const refused = newestFirst.filter((call) => typeof call.refused === 'string').length;
  return (
    <Tabs
      label={t('panel.label')}
      value={tab}
      onChange={setTab}
      tabs={[
        {
          id: 'calls',
          label: t('panel.calls'),
          after: refused > 0 ? <Badge tone="bad">{refused}</Badge> : <Badge>{newestFirst.length}</Badge>,
          content: (
            <>
              {calls.isError ? <ErrorState error={calls.error} onRetry={() => void calls.refetch()} /> : null}
              {calls.isSuccess && newestFirst.length === 0 ? <EmptyState icon={ArrowUpRight} text={t('panel.noCalls')} /> : null}
              <ol>
                {newestFirst.map(({ id, method, path, status, headers, body, at, refused: reason }) => (
                  <Exchange
                    key={id}
                    method={method}
                    address={path}
                    status={status}
                    headers={headers}
                    body={body}
                    at={at}
                    {...(typeof reason === 'string' ? { refused: reason } : {})}
                  />
                ))}
              </ol>
            </>
          ),
        },
        {
          id: 'webhooks',
          label: t('panel.webhooks'),
          after: <Badge>{posted.length}</Badge>,
          content: (
            <>
              {posted.length === 0 ? <EmptyState icon={ArrowDownLeft} text={t('panel.noWebhooks')} /> : null}
              <ol>
                {posted.map(({ key, at, result }) => (
                  <Exchange
                    key={key}
                    method={result.method}
                    address={result.url}
                    status={result.status}
                    headers={result.headers}
                    body={result.body}
                    at={at}
                    curl={curl(result)}
                  />
                ))}
              </ol>
            </>
          ),
        },
      ]}
    />
  );
}

/** Beside the web chat's phone, where no vendor is. */
export function OwnChannelPanel() {
  const t = useT();
  return <EmptyState icon={Cable} text={t('panel.ownChannel')} />;
}
