/** Every action of the editor, defined once: menus, buttons, keys and the key map read this list. */
import { useLanguage } from '@tsunagi/i18n';
import { type Action, useActions } from '@tsunagi/ui';
import {
  CopyPlus,
  Copy,
  ClipboardPaste,
  Download,
  Flag,
  FlaskConical,
  History,
  LayoutGrid,
  List,
  Maximize,
  Play,
  Plus,
  Redo2,
  Rocket,
  Scissors,
  Search,
  Settings2,
  StickyNote,
  Trash2,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { useMemo } from 'react';

import type { Direction } from '../document/navigate';
import {
  addKind,
  copyByMenu,
  deleteSelected,
  duplicateSelected,
  exportOpenFlow,
  nudge,
  pasteByMenu,
  tidy,
  usualPlace,
  walk,
} from '../editor/operations';
import { type Services, useServices } from '../editor/services';
import type { SidePanel } from '../editor/store';
import { t } from '../texts';
import { isOnCanvas, isOnNode, isTyping } from './typing';

export type EditorActions = Readonly<Record<string, Action>>;

export function useEditorActions(): EditorActions {
  const services = useServices();
  const [language] = useLanguage();
  // The names are in the person's language: made anew when it changes.
  const actions = useMemo(() => editorActions(services), [services, language]);
  useActions(actions);
  return useMemo(() => Object.fromEntries(actions.map((action) => [action.id, action])), [actions]);
}

const DIRECTIONS: readonly [Direction, string][] = [
  ['up', 'ArrowUp'],
  ['down', 'ArrowDown'],
  ['left', 'ArrowLeft'],
  ['right', 'ArrowRight'],
];

function editorActions(services: Services): Action[] {
  const { store, view } = services;
  const state = store.getState;
  const canEdit = () => state().canEdit;
  const hasSelection = () => state().selection.length > 0;
  const hasAnything = () => hasSelection() || state().wire !== null;
  const edit = { group: t('action.groupEdit') };
  const look = { group: t('action.groupView') };
  const flow = { group: t('action.groupFlow') };
  const panel = (id: SidePanel) => () => state().set({ panel: state().panel === id ? null : id });

  return [
    {
      ...edit,
      id: 'undo',
      name: t('action.undo'),
      icon: Undo2,
      shortcut: 'Mod+Z',
      visible: canEdit,
      perform: () => state().announce(t(state().undo() ? 'said.undone' : 'said.nothingToUndo')),
    },
    {
      ...edit,
      id: 'redo',
      name: t('action.redo'),
      icon: Redo2,
      shortcut: 'Mod+Shift+Z',
      visible: canEdit,
      perform: () => state().announce(t(state().redo() ? 'said.redone' : 'said.nothingToRedo')),
    },
    {
      ...edit,
      id: 'add',
      name: t('action.add'),
      icon: Plus,
      shortcut: '/',
      visible: canEdit,
      perform: () => {
        const { at, attach } = usualPlace(services);
        state().set({ adder: { screen: adderPlace(), at, attach } });
      },
    },
    {
      ...edit,
      id: 'add-comment',
      name: t('action.addComment'),
      icon: StickyNote,
      shortcut: 'Shift+C',
      visible: canEdit,
      perform: () => addKind(services, 'comment', view.centre(), { type: 'free' }),
    },
    {
      ...edit,
      id: 'copy',
      name: t('action.copy'),
      icon: Copy,
      shortcut: 'Mod+C',
      visible: hasSelection,
      perform: () => void copyByMenu(services),
    },
    {
      ...edit,
      id: 'cut',
      name: t('action.cut'),
      icon: Scissors,
      shortcut: 'Mod+X',
      visible: () => canEdit() && hasSelection(),
      perform: () => void copyByMenu(services).then(() => deleteSelected(services)),
    },
    {
      ...edit,
      id: 'paste',
      name: t('action.paste'),
      icon: ClipboardPaste,
      shortcut: 'Mod+V',
      visible: canEdit,
      perform: () => void pasteByMenu(services),
    },
    {
      ...edit,
      id: 'duplicate',
      name: t('action.duplicate'),
      icon: CopyPlus,
      shortcut: 'Mod+D',
      visible: () => canEdit() && hasSelection(),
      perform: () => duplicateSelected(services),
    },
    {
      ...edit,
      id: 'delete',
      name: t('action.delete'),
      icon: Trash2,
      shortcut: 'Delete',
      visible: () => canEdit() && hasAnything(),
      perform: () => deleteSelected(services),
    },
    {
      ...edit,
      id: 'delete-back',
      name: t('action.delete'),
      shortcut: 'Backspace',
      visible: () => canEdit() && hasAnything() && isOnCanvas(),
      perform: () => deleteSelected(services),
    },
    {
      ...edit,
      id: 'select-all',
      name: t('action.selectAll'),
      shortcut: 'Mod+A',
      visible: () => !isTyping(),
      perform: () => state().select(Object.keys(state().document.nodes)),
    },
    {
      ...edit,
      id: 'deselect',
      name: t('action.deselect'),
      shortcut: 'Escape',
      visible: () => isOnCanvas() && hasAnything(),
      perform: () => state().select([]),
    },
    ...DIRECTIONS.map(([direction, key]) => ({
      ...look,
      id: `go-${direction}`,
      name: t(`action.${direction}`),
      shortcut: key,
      visible: isOnNode,
      perform: () => walk(services, direction),
    })),
    ...DIRECTIONS.map(([direction, key]) => ({
      ...edit,
      id: `move-${direction}`,
      name: t(`action.move${capital(direction)}`),
      shortcut: `Alt+${key}`,
      visible: () => canEdit() && isOnNode() && hasSelection(),
      perform: () => nudge(services, direction),
    })),
    {
      ...look,
      id: 'inspect',
      name: t('action.inspect'),
      shortcut: 'Enter',
      visible: () => isOnNode() && state().selection.length === 1,
      perform: () => {
        const [id] = state().selection;
        if (id !== undefined) state().show([id], { field: '' });
      },
    },
    {
      ...look,
      id: 'search',
      name: t('action.search'),
      icon: Search,
      shortcut: 'Mod+F',
      perform: () => state().set({ dialog: 'search' }),
    },
    { ...look, id: 'fit', name: t('action.fit'), icon: Maximize, shortcut: 'Shift+1', visible: () => !isTyping(), perform: () => view.fit() },
    { ...look, id: 'outline', name: t('action.outline'), icon: List, shortcut: 'o', perform: panel('outline') },
    { ...look, id: 'problems', name: t('action.problems'), icon: TriangleAlert, shortcut: 'p', perform: panel('problems') },
    { ...look, id: 'tests', name: t('action.tests'), icon: FlaskConical, shortcut: 'g t', perform: panel('tests') },
    { ...look, id: 'settings', name: t('action.settings'), icon: Settings2, shortcut: 'g f', perform: panel('flow') },
    {
      ...flow,
      id: 'simulate',
      name: t('action.simulate'),
      icon: Play,
      shortcut: 't',
      perform: () => state().set({ simulating: !state().simulating }),
    },
    { ...flow, id: 'tidy', name: t('action.tidy'), icon: LayoutGrid, shortcut: 'Shift+L', visible: canEdit, perform: () => void tidy(services) },
    {
      ...flow,
      id: 'make-start',
      name: t('action.makeStart'),
      icon: Flag,
      visible: () => canEdit() && isPossibleStart(services),
      perform: () => {
        const [id] = state().selection;
        if (id !== undefined) state().edit({ changes: [{ type: 'change_flow', fields: { start: id } }] });
      },
    },
    {
      ...flow,
      id: 'publish',
      name: t('action.publish'),
      icon: Rocket,
      shortcut: 'Mod+Shift+P',
      visible: () => state().canPublish,
      perform: () => state().set({ dialog: 'publish' }),
    },
    { ...flow, id: 'revisions', name: t('action.revisions'), icon: History, perform: () => state().set({ dialog: 'revisions' }) },
    { ...flow, id: 'export', name: t('action.export'), icon: Download, perform: () => exportOpenFlow(services) },
  ];
}

function isPossibleStart({ store }: Services): boolean {
  const { selection, document } = store.getState();
  const [id] = selection;
  return selection.length === 1 && id !== undefined && id !== document.start && document.nodes[id]?.kind !== 'comment';
}

function adderPlace(): { x: number; y: number } {
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2 - 150, y: box.top + box.height / 4 } : { x: 300, y: 160 };
}

function capital(direction: Direction): 'Up' | 'Down' | 'Left' | 'Right' {
  return `${direction[0]?.toUpperCase() ?? ''}${direction.slice(1)}` as 'Up' | 'Down' | 'Left' | 'Right';
}
