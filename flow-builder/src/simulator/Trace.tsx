/** The way the conversation took, node by node, and why. */
import { useLanguage } from '@tsunagi/i18n';

import { exitLabel, kindInfo, nodeName } from '../catalog/catalog';
import { useEditor, useEditorStore } from '../editor/store';
import { KindIcon } from '../icons/icons';
import { useT } from '../texts';
import type { Played } from './conversation';
import { whyOf } from './why';

export function Trace({ played }: { played: Played }) {
  const t = useT();
  const [language] = useLanguage();
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const editing = useEditor((state) => state.language);
  return (
    <section className="simulator-column" aria-label={t('simulator.trace')} tabIndex={0}>
      <h3>{t('simulator.trace')}</h3>
      <ol className="trace">
        {played.visits.map((visit, index) => {
          const node = document.nodes[visit.node];
          const info = kindInfo(visit.kind);
          const exit = visit.exit !== null && node ? exitLabel(node, visit.exit, language, document, editing) : visit.exit;
          return (
            // Visits are only ever appended.
            <li key={index} data-family={info?.family}>
              <button type="button" onClick={() => node && store.getState().show([visit.node])}>
                <span className="card-icon">
                  <KindIcon name={info?.icon} size={12} />
                </span>
                <span>{node ? nodeName(document, visit.node, language) : visit.node}</span>
                {exit !== null && <span className="muted">→ {exit}</span>}
              </button>
              {(visit.why !== '' || visit.changed.length > 0) && (
                <p className="muted">
                  {[whyOf(visit.why, t), ...visit.changed.map(([name, value]) => `${name} = ${JSON.stringify(value)}`)]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
