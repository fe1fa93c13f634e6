/** Kinds of nodes by what people type: name, help, id, in either language. */
import type { Language } from '@tsunagi/i18n';

import { CATALOG, type CatalogKind } from '../catalog/catalog';
import { normalise } from '../document/search';

export function findKinds(query: string, language: Language): CatalogKind[] {
  const wanted = normalise(query);
  if (wanted === '') return [...CATALOG.kinds];
  const rank = (info: CatalogKind): number => {
    const names = [info.title[language], info.title.en, info.title.ja, info.kind].map(normalise);
    if (names.some((name) => name.startsWith(wanted))) return 3;
    if (names.some((name) => name.includes(wanted))) return 2;
    return [info.help.en, info.help.ja].some((help) => normalise(help).includes(wanted)) ? 1 : 0;
  };
  return CATALOG.kinds
    .map((info) => ({ info, rank: rank(info) }))
    .filter((item) => item.rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map((item) => item.info);
}
