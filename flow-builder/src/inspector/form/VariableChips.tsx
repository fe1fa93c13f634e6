/** The variables that a text reads, as chips that say where each comes from; a click goes there. */
import { useLanguage } from '@tsunagi/i18n';
import { useMemo } from 'react';

import { variablesOf } from '../../document/variables';
import { useServices } from '../../editor/services';
import { useEditor } from '../../editor/store';
import { useT } from '../../texts';
import { type Mode, namesIn, sourceOf } from './completion';

export function VariableChips({ value, mode }: { value: string; mode: Mode }) {
  const t = useT();
  const [language] = useLanguage();
  const { store } = useServices();
  const document = useEditor((state) => state.document);
  const names = useMemo(() => namesIn(value, mode), [value, mode]);
  if (names.length === 0) return null;
  const known = new Map(variablesOf(document).map((variable) => [variable.name, variable]));
  return (
    <ul className="chips" aria-label={t('field.variables')}>
      {names.map((name) => {
        const variable = known.get(name);
        if (!variable) {
          return (
            <li key={name}>
              <span className="chip" data-unknown>
                {name}
              </span>
            </li>
          );
        }
        const nodes = variable.sources.flatMap((source) => (source.node === undefined ? [] : [source.node]));
        const from = sourceOf(document, variable, language);
        return (
          <li key={name}>
            <button
              type="button"
              className="chip"
              title={from}
              aria-label={`${name}, ${from}`}
              onClick={() => {
                if (nodes.length > 0) store.getState().show(nodes.slice(0, 1));
                else store.getState().set({ panel: 'flow' });
              }}
            >
              {name}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
