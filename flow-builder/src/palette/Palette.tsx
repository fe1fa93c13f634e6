/** Every kind of node, to drag onto the canvas or to add by Enter. */
import './palette.css';

import { useLanguage } from '@tsunagi/i18n';
import { SearchField } from '@tsunagi/ui';
import { useState } from 'react';

import { CATALOG, type CatalogKind } from '../catalog/catalog';
import type { KindName } from '../document/types';
import { addKind, usualPlace } from '../editor/operations';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { KindIcon } from '../icons/icons';
import { useT } from '../texts';
import { findKinds } from './kinds';

/** What a dragged kind is called in the drag's data. */
export const KIND_MIME = 'application/x-tsunagi-kind';

export function Palette() {
  const t = useT();
  const [language] = useLanguage();
  const [query, setQuery] = useState('');
  const found = new Set(findKinds(query, language).map((info) => info.kind));
  return (
    <nav className="palette" aria-label={t('palette.label')}>
      <SearchField label={t('palette.filter')} value={query} onChange={setQuery} />
      {CATALOG.families.map((family) => {
        const kinds = CATALOG.kinds.filter((info) => info.family === family.name && found.has(info.kind));
        if (kinds.length === 0) return null;
        return (
          <section key={family.name} className="palette-family">
            <h2>{family.title[language]}</h2>
            <ul>
              {kinds.map((info) => (
                <PaletteItem key={info.kind} info={info} />
              ))}
            </ul>
          </section>
        );
      })}
      {found.size === 0 && <p className="muted">{t('palette.nothing')}</p>}
      <p className="palette-hint">{t('palette.hint')}</p>
    </nav>
  );
}

function PaletteItem({ info }: { info: CatalogKind }) {
  const t = useT();
  const [language] = useLanguage();
  const services = useServices();
  const canEdit = useEditor((state) => state.canEdit);
  const add = () => {
    const { at, attach } = usualPlace(services);
    addKind(services, info.kind as KindName, at, attach);
  };
  return (
    <li>
      <button
        type="button"
        className="palette-item"
        data-family={info.family}
        title={info.help[language]}
        aria-label={t('palette.add', { kind: info.title[language] })}
        disabled={!canEdit}
        draggable={canEdit}
        onDragStart={(event) => {
          event.dataTransfer.setData(KIND_MIME, info.kind);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={add}
      >
        <span className="card-icon">
          <KindIcon name={info.icon} />
        </span>
        <span>{info.title[language]}</span>
      </button>
    </li>
  );
}
