import './overview.css';

import type { Me, Overview } from '@tsunagi/api-client';
import { Badge, ErrorState, LoadingText, Skeleton } from '@tsunagi/ui';
import { useEffect } from 'react';
import { useLocation } from 'react-router';

import { useOverview } from '../api/overview';
import { useUsers } from '../api/people';
import { can, useMe } from '../api/session';
import { Page } from '../shell/Page';
import { ChannelList } from './ChannelList';
import { Checklist } from './Checklist';
import { steps } from './steps';
import { Doors } from './Doors';
import { FailureList } from './FailureList';
import { Figures } from './Figures';
import { useRemembered } from './remembered';
import { useT } from './texts';

export function HomePage() {
  const t = useT();
  const me = useMe();
  const overview = useOverview();
  return (
    <Page title={t('title')} current="home">
      {overview.data ? null : <h1 className="tn-hidden">{t('title')}</h1>}
      {overview.isError && !overview.data ? (
        <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
      ) : null}
      {me.data && overview.data ? <Loaded me={me.data} overview={overview.data} /> : null}
      {overview.isPending ? <Loading /> : null}
    </Page>
  );
}

/** What the server calls a workspace that nobody named. */
const UNNAMED_WORKSPACE = 'main';

function Loaded({ me, overview }: { me: Me; overview: Overview }) {
  const t = useT();
  const users = useUsers(can(me, 'manage_people'));
  const [remembered, remember] = useRemembered();
  const list = steps(overview, users.data?.length ?? 1, me.abilities, remembered.seen);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === '#now') document.getElementById('now')?.focus();
  }, [hash]);
  return (
    <>
      <div className="page-head">
        <h1>{me.workspace === UNNAMED_WORKSPACE ? t('main') : me.workspace}</h1>
        {overview.demo ? <Badge tone="accent">{t('demo')}</Badge> : null}
        <span className="quiet small">{t('version', { version: overview.version })}</span>
      </div>
      {!remembered.hidden && list.some((step) => !step.done) ? (
        <Checklist
          steps={list}
          onHide={(hidden) => remember({ hidden })}
          onOpen={(id) => remember({ seen: [...new Set([...remembered.seen, id])] })}
        />
      ) : null}
      <Doors overview={overview} abilities={me.abilities} />
      <Figures overview={overview} />
      <div className="columns">
        <ChannelList accounts={overview.channels} canManage={can(me, 'manage_channels')} />
        <FailureList canRetry={can(me, 'manage_channels')} />
      </div>
    </>
  );
}

function Loading() {
  return (
    <>
      <LoadingText />
      <Skeleton width={220} height={28} />
      <div className="doors">
        <Skeleton height={104} />
        <Skeleton height={104} />
        <Skeleton height={104} />
      </div>
      <Skeleton height={72} />
      <div className="columns">
        <Skeleton height={160} />
        <Skeleton height={160} />
      </div>
    </>
  );
}
