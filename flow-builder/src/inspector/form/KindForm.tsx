/** A node's settings as a form, made from the catalogue. */
import { useMemo } from 'react';

import { kindInfo } from '../../catalog/catalog';
import { changeSettings } from '../../document/edits';
import { setAt, writePath } from '../../document/path';
import type { NodeId, NodeKind } from '../../document/types';
import { useServices } from '../../editor/services';
import { useEditor } from '../../editor/store';
import { problemsAt } from '../../problems';
import { useT } from '../../texts';
import { FormProvider, type FormState } from './context';
import { fieldTree } from './fields';
import { FieldView } from './FieldView';

export function KindForm({ id }: { id: NodeId }) {
  const t = useT();
  const { store } = useServices();
  const node = useEditor((state) => state.document.nodes[id]);
  const languages = useEditor((state) => state.document.languages);
  const problems = useEditor((state) => problemsAt(state.problems, id));
  const isReadOnly = useEditor((state) => !state.canEdit);
  const info = kindInfo(node?.kind ?? '');
  const tree = useMemo(() => (info ? fieldTree(info) : []), [info]);

  const form = useMemo((): FormState | null => {
    if (!node) return null;
    return {
      node: id,
      kind: node.kind,
      settings: node.settings,
      languages,
      problems,
      isReadOnly,
      change: (path, value, renamed) => {
        const { document, edit } = store.getState();
        const current = document.nodes[id];
        if (!current) return;
        const settings = setAt(current.settings, path, value);
        edit(changeSettings(document, id, { kind: current.kind, settings } as NodeKind, writePath(path), renamed));
      },
    };
  }, [node, id, languages, problems, isReadOnly, store]);

  if (!form) return null;
  if (!info) return <p className="muted">{t('node.unknownKind')}</p>;
  return (
    <FormProvider value={form}>
      <div className="form">
        {tree.map((child) => (
          <FieldView key={child.field.path} tree={child} path={[child.name]} />
        ))}
      </div>
    </FormProvider>
  );
}
