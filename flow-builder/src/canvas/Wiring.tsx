/** Drawing a wire without a mouse: an exit is chosen, its target is typed. */
import { useLanguage } from '@tsunagi/i18n';
import { Plus, Unplug } from 'lucide-react';

import { exitLabel, kindInfo, nodeName } from '../catalog/catalog';
import { flowOrder } from '../document/arrange';
import { searchNodes } from '../document/search';
import { connectTo } from '../editor/operations';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { kindIcon } from '../icons/icons';
import { Picker, type PickerItem } from '../parts/Picker';
import { useT } from '../texts';

const SHOWN = 30;

export function Wiring() {
  const wiring = useEditor((state) => state.wiring);
  return wiring ? <OpenWiring from={wiring.from} exit={wiring.exit} /> : null;
}

function OpenWiring({ from, exit }: { from: string; exit: string }) {
  const t = useT();
  const [language] = useLanguage();
  const services = useServices();
  const { store, view } = services;
  const { document, language: editing } = store.getState();
  const node = document.nodes[from];
  const target = node?.exits[exit];
  const anchor = window.document.querySelector(`[data-port="${CSS.escape(`${from}/${exit}`)}"]`)?.getBoundingClientRect();

  const items = (query: string): PickerItem[] => {
    const ids = query === '' ? nearby() : searchNodes(document, query, SHOWN).map((hit) => hit.node);
    const nodes = ids
      .filter((id) => document.nodes[id]?.kind !== 'comment')
      .map((id) => {
        const info = kindInfo(document.nodes[id]?.kind ?? '');
        return {
          id: `node:${id}`,
          label: nodeName(document, id, language),
          note: info?.title[language] ?? '',
          icon: kindIcon(info?.icon),
          family: info?.family ?? 'canvas',
        };
      });
    if (query !== '' || target === undefined) return nodes;
    return [
      ...nodes,
      { id: 'insert', label: t('wiring.insert'), icon: Plus },
      { id: 'disconnect', label: t('wiring.disconnect'), icon: Unplug },
    ];
  };
  const nearby = () =>
    flowOrder(document)
      .map((item) => item.id)
      .filter((id) => id !== from && id !== target)
      .slice(0, SHOWN);

  const back = () => {
    const port = window.document.querySelector<HTMLElement>(`[data-port="${CSS.escape(`${from}/${exit}`)}"]`);
    if (port) port.focus({ preventScroll: true });
    else view.focusNode(from);
  };
  const close = () => {
    store.getState().set({ wiring: null });
    back();
  };
  const pick = (item: PickerItem) => {
    store.getState().set({ wiring: null });
    if (item.id === 'insert') {
      const screen = { x: left, y: top };
      store.getState().set({
        adder: { screen, at: view.placeAfter(from, exit), attach: { type: 'on_wire', from, exit } },
      });
      return;
    }
    connectTo(services, from, exit, item.id === 'disconnect' ? null : item.id.slice(5));
    requestAnimationFrame(back);
  };

  const left = Math.max(8, Math.min(anchor?.right ?? 400, window.innerWidth - 312));
  const top = Math.max(56, Math.min(anchor?.top ?? 200, window.innerHeight - 380));
  const label = t('wiring.label', {
    exit: node ? exitLabel(node, exit, language, document, editing) : exit,
    name: nodeName(document, from, language),
  });
  return (
    <div className="floating" role="dialog" aria-label={label} style={{ left, top, width: 300 }}>
      <p className="floating-title">{label}</p>
      <Picker
        label={label}
        placeholder={t('wiring.placeholder')}
        empty={t('wiring.nothing')}
        items={items}
        onPick={pick}
        onClose={close}
      />
    </div>
  );
}
