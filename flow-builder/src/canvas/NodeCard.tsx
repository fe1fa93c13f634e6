/** A node as it is drawn: what it is, what the customer reads, what it saves, and its ways out. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { useLanguage } from '@tsunagi/i18n';
import { Flag } from 'lucide-react';
import { memo } from 'react';

import { exitLabel, familyOf, kindInfo, kindTitle } from '../catalog/catalog';
import { useEditor, useEditorStore } from '../editor/store';
import { problemsOf } from '../problems/index';
import { KindIcon } from '../icons/icons';
import { useT } from '../texts';
import type { CardData, CardNode } from './graph';
import { PortRow } from './PortRow';
import { useDetail } from './view';

export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const detail = useDetail((state) => state.detail);
  const visited = useEditor((state) => state.visited.has(id));
  const current = useEditor((state) => state.current === id);
  const state = current ? 'current' : visited ? 'visited' : undefined;
  if (detail === 'box') {
    return (
      <div className="card card-box" data-family={familyOf(data.node.kind)} data-selected={selected} data-run={state} />
    );
  }
  if (detail === 'title') {
    return <TitleOnly id={id} data={data} selected={selected} run={state} />;
  }
  return <FullCard id={id} data={data} selected={selected} run={state} />;
}, sameCard);

function sameCard(a: NodeProps<CardNode>, b: NodeProps<CardNode>): boolean {
  return a.id === b.id && a.data === b.data && a.selected === b.selected;
}

interface CardProps {
  id: string;
  data: CardData;
  selected: boolean;
  run: 'current' | 'visited' | undefined;
}

function TitleOnly({ id, data, selected, run }: CardProps) {
  const [language] = useLanguage();
  return (
    <div
      className="card card-title-only"
      data-family={familyOf(data.node.kind)}
      data-selected={selected}
      data-run={run}
      data-node={id}
    >
      {data.place.title || kindTitle(data.node.kind, language)}
    </div>
  );
}

function FullCard({ id, data, selected, run }: CardProps) {
  const t = useT();
  const [language] = useLanguage();
  const store = useEditorStore();
  const isStart = useEditor((state) => state.document.start === id);
  const isTabStop = useEditor((state) =>
    state.selection.length > 0 ? state.selection[0] === id : state.document.start === id,
  );
  const editing = useEditor((state) => state.language);
  const languages = useEditor((state) => state.document.languages);
  const problems = useEditor((state) => problemsOf(state.problems, id));
  const { node, place, summary, saved, exits, shape } = data;
  const info = kindInfo(node.kind);
  const kind = kindTitle(node.kind, language);
  const title = place.title || kind;
  const describe = [
    place.title ? `${place.title}, ${kind}` : kind,
    id,
    isStart ? t('canvas.start') : '',
    summary,
    problems.total > 0 ? t('canvas.problems', { count: problems.total }) : '',
  ];
  return (
    <div
      className="card"
      data-family={familyOf(node.kind)}
      data-selected={selected}
      data-run={run}
      data-node={id}
      role="group"
      aria-label={describe.filter(Boolean).join('. ')}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !store.getState().selection.includes(id)) {
          store.getState().select([id]);
        }
      }}
    >
      {node.kind !== 'comment' && <Handle type="target" position={Position.Left} id="in" className="port port-in" />}
      <div className="card-head">
        <span className="card-icon">
          <KindIcon name={info?.icon} />
        </span>
        <span className="card-name" lang={language}>
          {title}
        </span>
        <span className="card-id">{id}</span>
        {isStart && (
          <span className="card-start" title={t('canvas.start')}>
            <Flag size={12} aria-hidden />
            {t('canvas.start')}
          </span>
        )}
      </div>
      {problems.total > 0 && (
        <button
          type="button"
          className="card-problems nodrag"
          data-severity={problems.errors > 0 ? 'error' : 'warning'}
          tabIndex={-1}
          aria-label={t('canvas.problems', { count: problems.total })}
          onClick={() => store.getState().set({ panel: 'problems' })}
        >
          {problems.total}
        </button>
      )}
      {summary !== '' && (
        <div className="card-text" lang={editing} style={{ WebkitLineClamp: shape.lines }}>
          {summary}
        </div>
      )}
      {saved.length > 0 && (
        <div className="card-saved">
          <span className="chip">{saved[0]}</span>
          {saved.length > 1 && <span className="muted">+{saved.length - 1}</span>}
        </div>
      )}
      <div className="card-ports">
        {exits.map((exit) => (
          <PortRow
            key={exit.name}
            node={id}
            exit={exit}
            to={node.exits[exit.name]}
            label={exitLabel(node, exit.name, language, { languages: [...languages] }, editing)}
            isActive={selected}
          />
        ))}
      </div>
    </div>
  );
}
