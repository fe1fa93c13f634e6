/** `/builder`: every flow, what state it is in, and what can be done with it. */
import './list.css';

import { useQuery } from '@tanstack/react-query';
import type { FlowSummary } from '@tsunagi/api-client';
import {
  Badge,
  Button,
  ChannelMark,
  EmptyState,
  ErrorState,
  IconButton,
  LoadingText,
  Menu,
  SearchField,
  Skeleton,
  StatusDot,
  Table,
  type TableColumn,
  Time,
  useActions,
} from '@tsunagi/ui';
import { Copy, Download, Ellipsis, FileUp, Plus, Trash2, Workflow } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { flowKeys, listFlows } from '../api/flows';
import { meQuery } from '../api/me';
import { normalise } from '../document/search';
import { useT } from '../texts';
import { DeleteFlow } from './DeleteFlow';
import { NewFlowDialog } from './NewFlowDialog';
import { useFlowFiles } from './useFlowFiles';

export function ListPage() {
  const t = useT();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [isCreating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<FlowSummary | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: flowKeys.all, queryFn: listFlows });
  const { data: me } = useQuery(meQuery);
  const canEdit = me?.abilities.includes('edit_flows') ?? false;
  const files = useFlowFiles();
  const columns = useColumns(canEdit, files, setDeleting);
  useActions(
    useMemo(
      () => [
        {
          id: 'new-flow',
          name: t('list.new'),
          shortcut: 'n',
          icon: Plus,
          visible: () => canEdit,
          perform: () => setCreating(true),
        },
      ],
      [t, canEdit],
    ),
  );
  const shown = useMemo(() => {
    const wanted = normalise(query);
    return (data ?? []).filter((flow) => normalise(flow.name).includes(wanted));
  }, [data, query]);

  return (
    <main className="list" id="main">
      <title>{`${t('list.title')} · Tsunagi`}</title>
      <header className="list-head">
        <h1>{t('list.title')}</h1>
        {data && data.length > 0 && <SearchField label={t('list.search')} value={query} onChange={setQuery} />}
        <span className="bar-space" />
        {canEdit && (
          <>
            <Button icon={FileUp} onPress={files.chooseFile}>
              {t('list.import')}
            </Button>
            <Button variant="primary" icon={Plus} onPress={() => setCreating(true)}>
              {t('list.new')}
            </Button>
          </>
        )}
      </header>
      {error ? <ErrorState error={error} title={t('list.failed')} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <>
          <LoadingText />
          <Skeleton lines={4} height={28} />
        </>
      ) : null}
      {data?.length === 0 && (
        <EmptyState
          icon={Workflow}
          text={t('list.emptyText')}
          action={
            canEdit ? (
              <Button variant="primary" onPress={() => setCreating(true)}>
                {t('list.emptyAction')}
              </Button>
            ) : null
          }
        />
      )}
      {data && data.length > 0 && (
        <Table
          label={t('list.title')}
          columns={columns}
          rows={shown}
          rowId={(flow) => flow.id}
          onOpen={(flow) => void navigate(`/flows/${flow.id}`)}
          initialSort={{ column: 'updated', direction: 'descending' }}
          empty={<p className="muted">{t('list.nothingFound', { query })}</p>}
        />
      )}
      <NewFlowDialog isOpen={isCreating} onOpenChange={setCreating} />
      <DeleteFlow flow={deleting} onClose={() => setDeleting(null)} />
    </main>
  );
}

function useColumns(
  canEdit: boolean,
  files: ReturnType<typeof useFlowFiles>,
  onDelete: (flow: FlowSummary) => void,
): TableColumn<FlowSummary>[] {
  const t = useT();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('list.name'),
        isRowHeader: true,
        sortBy: (flow) => flow.name,
        cell: (flow) => (
          <Link className="list-name" to={`/flows/${flow.id}`}>
            {flow.name}
          </Link>
        ),
      },
      {
        id: 'state',
        header: t('list.state'),
        sortBy: (flow) => (flow.published ? 1 : 0),
        cell: (flow) => (
          <span className="list-state">
            {flow.published ? (
              <StatusDot tone="good" label={t('list.publishedRevision', { number: flow.published.number })} withLabel />
            ) : (
              <StatusDot tone="off" label={t('list.notPublished')} withLabel />
            )}
            {flow.published && flow.has_changes ? <Badge tone="warn">{t('list.changes')}</Badge> : null}
          </span>
        ),
      },
      {
        id: 'used',
        header: t('list.usedBy'),
        cell: (flow) =>
          flow.used_by.length > 0 ? (
            <span className="list-used">
              {flow.used_by.map((account) => (
                <Started key={account} by={account} />
              ))}
            </span>
          ) : (
            <span className="muted">{t('list.unused')}</span>
          ),
      },
      {
        id: 'updated',
        header: t('list.updated'),
        sortBy: (flow) => flow.updated_at,
        cell: (flow) => <Time at={flow.updated_at} />,
      },
      {
        id: 'actions',
        header: t('list.actions'),
        hideHeader: true,
        align: 'end',
        cell: (flow) => (
          <Menu
            label={t('list.actionsFor', { name: flow.name })}
            placement="bottom end"
            trigger={<IconButton icon={Ellipsis} size="small" label={t('list.actionsFor', { name: flow.name })} />}
            sections={[
              {
                id: 'flow',
                entries: [
                  ...(canEdit
                    ? [{ id: 'duplicate', label: t('list.duplicate'), icon: Copy, perform: () => void files.duplicate(flow) }]
                    : []),
                  { id: 'export', label: t('list.export'), icon: Download, perform: () => void files.exportFile(flow) },
                ],
              },
              {
                id: 'danger',
                entries: canEdit
                  ? [{ id: 'delete', label: t('list.delete'), icon: Trash2, tone: 'danger', perform: () => onDelete(flow) }]
                  : [],
              },
            ]}
          />
        ),
      },
    ],
    [t, canEdit, files, onDelete],
  );
}

/** An account as `line/main`, in words. */
function Started({ by }: { by: string }) {
  const [channel = '', account = ''] = by.split('/');
  return (
    <Badge>
      <ChannelMark channel={channel} account={account} size={12} />
    </Badge>
  );
}
