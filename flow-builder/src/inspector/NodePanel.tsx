/** The inspector of one node: what it is, its settings, where it leads, its title and note. */
import './inspector.css';

import { useLanguage } from '@tsunagi/i18n';
import { Button, Disclosure, TextArea, TextField } from '@tsunagi/ui';
import { useEffect, useRef } from 'react';

import { exitLabel, kindInfo, nodeName } from '../catalog/catalog';
import { annotate } from '../document/edits';
import { exitsOf } from '../document/exits';
import type { NodeId } from '../document/types';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { KindIcon } from '../icons/icons';
import { problemsAt, settingsPath } from '../problems';
import { useT } from '../texts';
import { KindForm } from './form/KindForm';
import { Notes } from './form/Notes';

export function NodePanel() {
  const t = useT();
  const selection = useEditor((state) => state.selection);
  const [only] = selection;
  const exists = useEditor((state) => only !== undefined && only in state.document.nodes);
  if (selection.length > 1) return <p className="panel-empty">{t('panel.many', { count: selection.length })}</p>;
  if (only === undefined || !exists) return <p className="panel-empty">{t('panel.none')}</p>;
  return <OneNode key={only} id={only} />;
}

function OneNode({ id }: { id: NodeId }) {
  const [language] = useLanguage();
  const frame = useRef<HTMLDivElement>(null);
  const node = useEditor((state) => state.document.nodes[id]);
  const name = useEditor((state) => nodeName(state.document, id, language));
  const problems = useEditor((state) => problemsAt(state.problems, id));
  useFieldFocus(id, frame);
  if (!node) return null;
  const info = kindInfo(node.kind);
  return (
    <div className="node-panel" ref={frame} data-family={info?.family}>
      <header className="node-head">
        <span className="card-icon">
          <KindIcon name={info?.icon} size={18} />
        </span>
        <div>
          <h2>{name}</h2>
          <p className="muted">{info?.help[language]}</p>
        </div>
      </header>
      <Notes
        id={`node-${id}`}
        problems={problems.filter((problem) => problem.exit === null && settingsPath(problem) === '')}
      />
      <KindForm id={id} />
      <Exits id={id} />
      <About id={id} />
    </div>
  );
}

function Exits({ id }: { id: NodeId }) {
  const t = useT();
  const [language] = useLanguage();
  const { store } = useServices();
  const document = useEditor((state) => state.document);
  const editing = useEditor((state) => state.language);
  const problems = useEditor((state) => problemsAt(state.problems, id));
  const node = document.nodes[id];
  if (!node) return null;
  const exits = exitsOf(node);
  if (exits.length === 0) return null;
  return (
    <section className="exits" aria-label={t('node.exits')}>
      <h3>{t('node.exits')}</h3>
      <ul>
        {exits.map((exit) => {
          const to = node.exits[exit.name];
          const label = exitLabel(node, exit.name, language, document, editing);
          const open = exit.required ? t('node.required') : t('node.exitOptional');
          const leads = to === undefined ? open : nodeName(document, to, language);
          return (
            <li key={exit.name} data-field={`exits.${exit.name}`}>
              <span className="exit-name">{label}</span>
              <Button
                size="small"
                variant={to === undefined && exit.required ? 'default' : 'quiet'}
                aria-label={`${leads}. ${t('node.change', { exit: label })}`}
                onPress={() => store.getState().set({ wiring: { from: id, exit: exit.name } })}
              >
                {leads}
              </Button>
              <Notes id={`exit-${exit.name}`} problems={problems.filter((problem) => problem.exit === exit.name)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function About({ id }: { id: NodeId }) {
  const t = useT();
  const { store } = useServices();
  const place = useEditor((state) => state.document.layout.nodes[id]);
  const canEdit = useEditor((state) => state.canEdit);
  const set = (words: { title?: string; note?: string }) => {
    const { document, edit } = store.getState();
    edit(annotate(document, id, words));
  };
  return (
    <Disclosure label={t('node.about')} defaultExpanded={Boolean(place?.title ?? place?.note)}>
      <div className="form">
        <TextField
          label={t('node.title')}
          help={t('node.titleHelp')}
          value={place?.title ?? ''}
          isReadOnly={!canEdit}
          onChange={(title) => set({ title })}
        />
        <TextArea
          label={t('node.note')}
          help={t('node.noteHelp')}
          value={place?.note ?? ''}
          isReadOnly={!canEdit}
          onChange={(note) => set({ note })}
        />
      </div>
    </Disclosure>
  );
}

/** Puts the cursor into the field that a problem is about, or the nearest one around it. */
function useFieldFocus(id: NodeId, frame: React.RefObject<HTMLDivElement | null>) {
  const focus = useEditor((state) => state.focus);
  const done = useRef(0);
  useEffect(() => {
    if (!focus || focus.node !== id || focus.turn === done.current) return;
    done.current = focus.turn;
    let path = focus.path;
    for (;;) {
      const field = frame.current?.querySelector(`[data-field="${CSS.escape(path)}"]`);
      const input = field?.querySelector<HTMLElement>('input, textarea, button');
      if (input) {
        input.focus();
        field?.scrollIntoView({ block: 'center' });
        return;
      }
      const cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
      if (cut <= 0) break;
      path = path.slice(0, cut);
    }
    frame.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [focus, id, frame]);
}
