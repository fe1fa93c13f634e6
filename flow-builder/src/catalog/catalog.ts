/** What the product knows about each node kind: names, help, fields, defaults. Generated from `flow-model`. */
import data from '@tsunagi/flow-types/catalog.json';
import type { Catalog, CatalogField, CatalogKind, FamilyName } from '@tsunagi/flow-types';
import type { Language } from '@tsunagi/i18n';

import type { FlowDocument, FlowNode, KindName, NodeKind } from '../document/types';
import { textIn } from '../document/types';

export type { CatalogField, CatalogKind, FamilyName };

export const CATALOG = data as unknown as Catalog;
const BY_KIND = new Map(CATALOG.kinds.map((info) => [info.kind, info]));

export function kindInfo(kind: string): CatalogKind | undefined {
  return BY_KIND.get(kind);
}

export function familyOf(kind: string): FamilyName {
  return kindInfo(kind)?.family ?? 'canvas';
}

export function kindTitle(kind: string, language: Language): string {
  return kindInfo(kind)?.title[language] ?? kind;
}

/** A fresh node of the kind. */
export function newKind(kind: KindName): NodeKind {
  return { kind, settings: structuredClone(kindInfo(kind)?.defaults ?? {}) } as NodeKind;
}

/** What people read on an exit: the option's label, the case's name, or the fixed name. */
export function exitLabel(
  node: FlowNode,
  exit: string,
  language: Language,
  document: Pick<FlowDocument, 'languages'>,
  editing: string,
): string {
  const cut = exit.indexOf(':');
  const id = cut < 0 ? '' : exit.slice(cut + 1);
  if (node.kind === 'ask' && node.settings.answer.type === 'choice' && id !== '') {
    const option = node.settings.answer.options.find((item) => item.id === id);
    return textIn(option?.label, editing, document.languages) || id;
  }
  if (node.kind === 'branch' && id !== '') {
    const found = node.settings.conditions.find((item) => item.id === id);
    return found?.label || found?.when || id;
  }
  if (node.kind === 'switch' && id !== '') {
    const found = node.settings.cases.find((item) => item.id === id);
    return found?.label || found?.equals.join(', ') || id;
  }
  const about = kindInfo(node.kind)?.exits.find((item) => item.name === exit);
  return about?.label[language] ?? (id || exit);
}

/** A node's name for lists, search and screen readers: its title, else what it is with its id. */
export function nodeName(document: FlowDocument, id: string, language: Language): string {
  const title = document.layout.nodes[id]?.title;
  if (title) return title;
  const node = document.nodes[id];
  return node ? `${kindTitle(node.kind, language)} · ${id}` : id;
}
