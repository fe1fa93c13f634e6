/** The bar over the canvas: which flow, how it is saved, and what can be done with it. */
import './bar.css';

import { useFormat } from '@tsunagi/i18n';
import { Badge, Button, goTo, IconButton, Menu, type MenuEntry, menuEntries, Select } from '@tsunagi/ui';
import { ChevronDown, CircleAlert, CloudOff, TriangleAlert, Workflow } from 'lucide-react';

import type { EditorActions } from '../actions/useEditorActions';
import { useEditor, useEditorStore } from '../editor/store';
import { useLanguageName } from '../inspector/form/LocalText';
import { countOf } from '../problems';
import type { SaveState } from '../save/saver';
import { useT } from '../texts';

export function EditorBar({ actions }: { actions: EditorActions }) {
  const t = useT();
  return (
    <div className="bar" role="toolbar" aria-label={t('title')}>
      <FlowMenu actions={actions} />
      <SaveMark />
      <span className="bar-space" />
      <LanguageOfCanvas />
      <ActionButton action={actions['search']} />
      <ActionButton action={actions['undo']} />
      <ActionButton action={actions['redo']} />
      <ProblemsButton actions={actions} />
      <TestButton actions={actions} />
      <PublishButton actions={actions} />
    </div>
  );
}

function ActionButton({ action }: { action: EditorActions[string] | undefined }) {
  const isDisabled = useEditor((state) =>
    action?.id === 'undo'
      ? state.history.past.length === 0
      : action?.id === 'redo'
        ? state.history.future.length === 0
        : false,
  );
  if (!action?.icon) return null;
  return (
    <IconButton
      icon={action.icon}
      label={action.name}
      {...(action.shortcut ? { shortcut: action.shortcut } : {})}
      isDisabled={isDisabled}
      onPress={action.perform}
    />
  );
}

const MENU: readonly (readonly string[])[] = [
  ['settings', 'outline', 'tests', 'tidy'],
  ['copy', 'cut', 'paste', 'duplicate', 'select-all', 'make-start', 'delete'],
  ['revisions', 'export'],
];

function FlowMenu({ actions }: { actions: EditorActions }) {
  const t = useT();
  const name = useEditor((state) => state.name);
  // What the menu offers depends on what is selected.
  useEditor((state) => state.selection);
  useEditor((state) => state.wire);
  const back: MenuEntry = { id: 'flows', label: t('bar.flows'), icon: Workflow, perform: () => goTo('/builder') };
  return (
    <h1 className="bar-name">
      <Menu
      label={t('bar.flowMenu', { name })}
      trigger={
        <Button variant="quiet" className="bar-flow" aria-label={t('bar.flowMenu', { name })}>
          <strong>{name}</strong>
          <ChevronDown size={14} aria-hidden />
        </Button>
      }
      sections={[
        { id: 'back', entries: [back] },
        ...MENU.map((ids, index) => ({
          id: `part-${index}`,
          entries: menuEntries(ids.flatMap((id) => actions[id] ?? [])),
        })),
      ]}
    />
    </h1>
  );
}

function SaveMark() {
  const t = useT();
  const format = useFormat();
  const save = useEditor((state) => state.save);
  const canEdit = useEditor((state) => state.canEdit);
  if (!canEdit) return <Badge>{t('bar.readOnly')}</Badge>;
  const words = saveWords(save, t, format.time);
  return (
    <span className="bar-save" data-state={save.type} role="status">
      {save.type === 'offline' && <CloudOff size={14} aria-hidden />}
      {(save.type === 'conflict' || save.type === 'refused') && <CircleAlert size={14} aria-hidden />}
      <span className="bar-draft">{t('bar.draft')} ·</span> {words}
    </span>
  );
}

function saveWords(save: SaveState, t: ReturnType<typeof useT>, time: (at: string) => string): string {
  switch (save.type) {
    case 'saved':
      return t('bar.saved', { time: time(save.at) });
    case 'saving':
      return t('bar.saving');
    case 'unsaved':
      return t('bar.unsaved');
    case 'offline':
      return t('bar.offline');
    case 'conflict':
      return t('bar.conflict');
    case 'refused':
      return t('bar.refused');
  }
}

function LanguageOfCanvas() {
  const t = useT();
  const store = useEditorStore();
  const languages = useEditor((state) => state.document.languages);
  const language = useEditor((state) => state.language);
  const nameOf = useLanguageName();
  if (languages.length < 2) return null;
  return (
    <Select
      label={t('bar.language')}
      hideLabel
      className="bar-language"
      options={languages.map((id) => ({ id, label: nameOf(id) }))}
      value={languages.includes(language) ? language : (languages[0] ?? null)}
      onChange={(next) => store.getState().set({ language: next })}
    />
  );
}

function ProblemsButton({ actions }: { actions: EditorActions }) {
  const t = useT();
  const problems = useEditor((state) => state.problems);
  const count = countOf(problems);
  const tone = count.errors > 0 ? 'bad' : 'warn';
  return (
    <Button
      variant="quiet"
      icon={TriangleAlert}
      {...(count.total > 0 ? {} : { 'aria-label': t('bar.noProblems') })}
      onPress={() => actions['problems']?.perform()}
    >
      <span className="bar-word">{t('bar.problems')}</span>{' '}
      {count.total > 0 ? <Badge tone={tone}>{count.total}</Badge> : null}
    </Button>
  );
}

function TestButton({ actions }: { actions: EditorActions }) {
  const t = useT();
  const action = actions['simulate'];
  const isOpen = useEditor((state) => state.simulating);
  return action?.icon ? (
    <Button icon={action.icon} aria-pressed={isOpen} onPress={action.perform}>
      {t('bar.test')}
    </Button>
  ) : null;
}

function PublishButton({ actions }: { actions: EditorActions }) {
  const t = useT();
  const action = actions['publish'];
  const canPublish = useEditor((state) => state.canPublish);
  return action && canPublish ? (
    <Button variant="primary" onPress={action.perform}>
      {t('bar.publish')}
    </Button>
  ) : null;
}
