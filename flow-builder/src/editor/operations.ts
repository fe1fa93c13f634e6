/** What actions do to an open flow: an edit, what is said about it, and what is looked at afterwards. */
import { currentLanguage } from '@tsunagi/i18n';
import { toast } from '@tsunagi/ui';

import { exitLabel, newKind, nodeName } from '../catalog/catalog';
import { copyNodes, duplicateNodes, pasteNodes, readFragment, writeFragment } from '../document/clipboard';
import { addNode, type Attach, connect, deleteNodes, freeSpot, moveNodes, type Point, placeOf } from '../document/edits';
import { exitsOf, mainExit } from '../document/exits';
import { type Direction, neighbour } from '../document/navigate';
import { writeDocument } from '../document/read';
import type { KindName, NodeId } from '../document/types';
import { t } from '../texts';
import type { Services } from './services';

const nameOf = ({ store }: Services, id: NodeId): string => nodeName(store.getState().document, id, currentLanguage());

export function addKind(services: Services, kind: KindName, at: Point, attach: Attach): NodeId {
  const { store, view } = services;
  const edit = addNode(store.getState().document, newKind(kind), at, attach);
  store.getState().edit(edit);
  store.getState().announce(t('said.added', { name: nameOf(services, edit.id) }));
  store.getState().show([edit.id]);
  view.focusNode(edit.id);
  return edit.id;
}

/** Where a node goes that was added without pointing at a place: behind the selected one, or in the middle. */
export function usualPlace(services: Services): { at: Point; attach: Attach } {
  const { store, view } = services;
  const { selection, wire, document } = store.getState();
  if (wire) {
    const from = placeOf(document, wire.from);
    return { at: { x: from.x + 164, y: from.y + 120 }, attach: { type: 'on_wire', ...wire } };
  }
  const [only] = selection;
  const node = selection.length === 1 && only !== undefined ? document.nodes[only] : undefined;
  if (only !== undefined && node && node.kind !== 'comment') {
    const open = openExit(services, only);
    if (open !== null) return { at: view.placeAfter(only, open), attach: { type: 'after', from: only, exit: open } };
    const main = mainExit(node);
    if (main !== null) return { at: view.placeAfter(only, main), attach: { type: 'on_wire', from: only, exit: main } };
  }
  return { at: view.centre(), attach: { type: 'free' } };
}

function openExit({ store }: Services, id: NodeId): string | null {
  const node = store.getState().document.nodes[id];
  if (!node) return null;
  const open = exitsOf(node).filter((exit) => !(exit.name in node.exits));
  return (open.find((exit) => exit.required) ?? open[0])?.name ?? null;
}

export function deleteSelected(services: Services): void {
  const { selection, wire, document, edit } = services.store.getState();
  if (wire) {
    edit({ ...connect(wire.from, wire.exit, null), select: [wire.from] }, t('said.disconnected'));
    return;
  }
  if (selection.length === 0) return;
  const [first] = selection;
  const next = first === undefined ? null : (neighbour(document, first, 'left') ?? neighbour(document, first, 'right'));
  const rest = next !== null && !selection.includes(next) ? [next] : [];
  edit({ ...deleteNodes(document, selection), select: rest }, t('said.deleted', { count: selection.length }));
  const [stays] = rest;
  if (stays === undefined) return;
  services.store.getState().show([stays]);
  services.view.focusNode(stays);
}

export function connectTo(services: Services, from: NodeId, exit: string, to: NodeId | null): void {
  const { document, edit, language } = services.store.getState();
  const node = document.nodes[from];
  if (!node || (node.exits[exit] ?? null) === to) return;
  const label = exitLabel(node, exit, currentLanguage(), document, language);
  const said = to === null ? t('said.disconnected') : t('said.connected', { exit: label, name: nameOf(services, to) });
  edit(connect(from, exit, to), said);
}

/** The last copy, for browsers that do not let a page read the clipboard. */
let lastCopy = '';

export function copySelected({ store }: Services): string | null {
  const { selection, document, announce } = store.getState();
  if (selection.length === 0) return null;
  lastCopy = writeFragment(copyNodes(document, selection));
  announce(t('said.copied', { count: selection.length }));
  return lastCopy;
}

export function pasteText(services: Services, text: string): boolean {
  const { document, edit } = services.store.getState();
  const fragment = readFragment(text);
  if (!fragment) return false;
  const centre = services.view.centre();
  const result = pasteNodes(document, fragment, freeSpot(document, { x: centre.x, y: centre.y - 60 }));
  edit(result, t('said.pasted', { count: Object.keys(fragment.nodes).length }));
  services.store.getState().show(result.select ?? []);
  const [first] = result.select ?? [];
  if (first !== undefined) services.view.focusNode(first);
  return true;
}

export async function copyByMenu(services: Services): Promise<void> {
  const text = copySelected(services);
  if (text !== null) await navigator.clipboard?.writeText(text).catch(() => undefined);
}

export async function pasteByMenu(services: Services): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => undefined);
  if (pasteText(services, text ?? lastCopy) || pasteText(services, lastCopy)) return;
  toast({ text: t('said.notNodes') });
}

export function duplicateSelected(services: Services): void {
  const { selection, document, edit } = services.store.getState();
  if (selection.length === 0) return;
  const result = duplicateNodes(document, selection);
  edit(result, t('said.pasted', { count: selection.length }));
  services.store.getState().show(result.select ?? []);
}

export function walk(services: Services, direction: Direction): void {
  const { store, view } = services;
  const { document, selection, show, announce } = store.getState();
  const to = neighbour(document, selection[0] ?? '', direction);
  if (to === null) return;
  show([to]);
  announce(t('said.selected', { name: nameOf(services, to) }));
  view.focusNode(to);
}

const STEP = 16;
const STEPS: Readonly<Record<Direction, Point>> = {
  up: { x: 0, y: -STEP },
  down: { x: 0, y: STEP },
  left: { x: -STEP, y: 0 },
  right: { x: STEP, y: 0 },
};

export function nudge({ store }: Services, direction: Direction): void {
  const { document, selection, edit } = store.getState();
  const moves = Object.fromEntries(
    selection.map((id) => {
      const place = placeOf(document, id);
      return [id, { x: place.x + STEPS[direction].x, y: place.y + STEPS[direction].y }];
    }),
  );
  edit(moveNodes(document, moves, `nudge:${selection.join()}`), t('said.moved'));
}

export async function tidy({ store, view }: Services): Promise<void> {
  const { layoutWithElk } = await import('../layout/elk');
  const before = store.getState().document;
  const places = await layoutWithElk(before);
  if (store.getState().document.nodes !== before.nodes) return;
  store.getState().edit(moveNodes(store.getState().document, places), t('said.tidied'));
  requestAnimationFrame(() => view.fit());
}

export function exportFlow(name: string, document: Record<string, unknown>): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: 'application/json' }));
  const link = Object.assign(window.document.createElement('a'), { href: url, download: `${name}.flow.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export function exportOpenFlow({ store }: Services): void {
  const { name, document } = store.getState();
  exportFlow(name, writeDocument(document));
}
