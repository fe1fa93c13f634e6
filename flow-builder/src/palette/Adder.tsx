/** The searchable menu behind `+` and `/`: kinds of nodes, and for an exit also the nodes that are there. */
import { useLanguage } from '@tsunagi/i18n';

import { CATALOG, kindInfo, nodeName } from '../catalog/catalog';
import { searchNodes } from '../document/search';
import type { KindName } from '../document/types';
import { addKind, connectTo } from '../editor/operations';
import { useServices } from '../editor/services';
import { type Adder as AdderState, useEditor } from '../editor/store';
import { kindIcon } from '../icons/icons';
import { Picker, type PickerItem } from '../parts/Picker';
import { useT } from '../texts';
import { findKinds } from './kinds';

const WIDTH = 300;
const HEIGHT = 380;

export function Adder() {
  const adder = useEditor((state) => state.adder);
  return adder ? <OpenAdder adder={adder} /> : null;
}

function OpenAdder({ adder }: { adder: AdderState }) {
  const t = useT();
  const [language] = useLanguage();
  const services = useServices();
  const { store, view } = services;
  const { attach } = adder;

  const items = (query: string): PickerItem[] => {
    const kinds = findKinds(query, language)
      .filter((info) => attach.type === 'free' || info.kind !== 'comment')
      .map((info) => ({
        id: `kind:${info.kind}`,
        label: info.title[language],
        note: info.help[language],
        icon: kindIcon(info.icon),
        family: info.family,
        ...(query === '' ? { heading: familyTitle(info.family) } : {}),
      }));
    if (attach.type !== 'after' || query === '') return kinds;
    const { document } = store.getState();
    const nodes = searchNodes(document, query, 8)
      .filter((hit) => document.nodes[hit.node]?.kind !== 'comment')
      .map((hit) => {
        const info = kindInfo(document.nodes[hit.node]?.kind ?? '');
        return {
          id: `node:${hit.node}`,
          label: t('adder.jump', { name: nodeName(document, hit.node, language) }),
          note: hit.excerpt,
          icon: kindIcon(info?.icon),
          family: info?.family ?? 'canvas',
          heading: t('adder.existing'),
        };
      });
    return [...kinds, ...nodes];
  };

  const familyTitle = (name: string) => CATALOG.families.find((family) => family.name === name)?.title[language] ?? '';

  const close = () => {
    store.getState().set({ adder: null });
    if (attach.type !== 'free') view.focusNode(attach.from);
  };
  const pick = (item: PickerItem) => {
    store.getState().set({ adder: null });
    const [type, id = ''] = [item.id.slice(0, 4), item.id.slice(5)];
    if (type === 'kind') addKind(services, id as KindName, adder.at, attach);
    else if (attach.type === 'after') {
      connectTo(services, attach.from, attach.exit, id);
      view.focusNode(attach.from);
    }
  };

  const left = Math.max(8, Math.min(adder.screen.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(56, Math.min(adder.screen.y, window.innerHeight - HEIGHT - 8));
  return (
    <div className="floating" role="dialog" aria-label={t('adder.label')} style={{ left, top, width: WIDTH }}>
      <Picker
        label={t('adder.label')}
        placeholder={t('adder.placeholder')}
        empty={t('palette.nothing')}
        items={items}
        onPick={pick}
        onClose={close}
      />
    </div>
  );
}
