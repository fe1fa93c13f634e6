/** The flow as a list in the order in which it is walked: the canvas' twin for screen readers and for reading. */
import './outline.css';

import { useLanguage } from '@tsunagi/i18n';
import { useMemo } from 'react';

import { exitLabel, kindInfo, nodeName } from '../catalog/catalog';
import { flowOrder } from '../document/arrange';
import { exitsOf } from '../document/exits';
import { summaryOf } from '../document/search';
import type { FlowDocument, NodeId } from '../document/types';
import { useEditor, useEditorStore } from '../editor/store';
import { KindIcon } from '../icons/icons';
import { problemsOf } from '../problems';
import { useT } from '../texts';

export function Outline() {
  const t = useT();
  const document = useEditor((state) => state.document);
  const order = useMemo(() => flowOrder(document), [document]);
  const reached = useMemo(() => reachable(document), [document]);
  return (
    <ol className="outline" aria-label={t('outline.label')}>
      {order.map(({ id }) => (
        <Row key={id} id={id} document={document} isReached={reached.has(id)} />
      ))}
    </ol>
  );
}

function Row({ id, document, isReached }: { id: NodeId; document: FlowDocument; isReached: boolean }) {
  const t = useT();
  const [language] = useLanguage();
  const store = useEditorStore();
  const editing = useEditor((state) => state.language);
  const isSelected = useEditor((state) => state.selection.includes(id));
  const problems = useEditor((state) => problemsOf(state.problems, id));
  const node = document.nodes[id];
  if (!node) return null;
  const info = kindInfo(node.kind);
  const name = nodeName(document, id, language);
  return (
    <li className="outline-row" data-selected={isSelected} data-family={info?.family}>
      <button
        type="button"
        className="outline-node"
        aria-current={isSelected || undefined}
        onClick={() => store.getState().show([id])}
        onDoubleClick={() => store.getState().show([id], { field: '' })}
      >
        <span className="card-icon">
          <KindIcon name={info?.icon} />
        </span>
        <span className="outline-words">
          <span>{name}</span>
          <span className="muted" lang={editing}>
            {summaryOf(node, editing, document.languages)}
          </span>
          {!isReached && node.kind !== 'comment' && <span className="muted">{t('outline.unreachable')}</span>}
        </span>
        {problems.total > 0 && (
          <span className="dot-count" data-severity={problems.errors > 0 ? 'error' : 'warning'}>
            <span className="tn-hidden">{t('canvas.problems', { count: problems.total })}</span>
            <span aria-hidden>{problems.total}</span>
          </span>
        )}
      </button>
      <ul aria-label={t('outline.exits', { name })}>
        {exitsOf(node).map((exit) => {
          const to = node.exits[exit.name];
          return (
            <li key={exit.name}>
              <button type="button" onClick={() => store.getState().set({ wiring: { from: id, exit: exit.name } })}>
                {exitLabel(node, exit.name, language, document, editing)}
                {' → '}
                {to === undefined ? t('outline.open') : nodeName(document, to, language)}
              </button>
            </li>
          );
        })}
      </ul>
    </li>
  );
}

function reachable(document: FlowDocument): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>();
  const queue = [document.start, document.handlers.error ?? '', ...document.commands.map((command) => command.to)];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = document.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    queue.push(...Object.values(node.exits));
    if (node.kind === 'jump') queue.push(node.settings.to);
  }
  return seen;
}
