/** ⌘F: finds nodes by anything written in them, in every language. */
import { useLanguage } from '@tsunagi/i18n';

import { kindInfo, nodeName } from '../catalog/catalog';
import { searchNodes } from '../document/search';
import { kindIcon } from '../icons/icons';
import { Picker, type PickerItem } from '../parts/Picker';
import { useT } from '../texts';
import { useServices } from './services';
import { useEditor } from './store';

export function NodeSearch() {
  const isOpen = useEditor((state) => state.dialog === 'search');
  return isOpen ? <OpenSearch /> : null;
}

function OpenSearch() {
  const t = useT();
  const [language] = useLanguage();
  const { store, view } = useServices();
  const { document } = store.getState();
  const items = (query: string): PickerItem[] =>
    searchNodes(document, query).map((hit) => {
      const info = kindInfo(document.nodes[hit.node]?.kind ?? '');
      return {
        id: hit.node,
        label: nodeName(document, hit.node, language),
        note: hit.excerpt,
        icon: kindIcon(info?.icon),
        family: info?.family ?? 'canvas',
      };
    });
  const close = () => store.getState().set({ dialog: 'none' });
  return (
    <div className="floating floating-search" role="dialog" aria-label={t('search.label')}>
      <Picker
        label={t('search.label')}
        placeholder={t('search.placeholder')}
        empty={t('search.nothing')}
        items={items}
        onActive={(item) => item && store.getState().show([item.id])}
        onPick={(item) => {
          close();
          store.getState().show([item.id]);
          view.focusNode(item.id);
        }}
        onClose={close}
      />
    </div>
  );
}
