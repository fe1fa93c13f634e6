/** The variables that the flow keeps, and those that nodes save, each with where it comes from. */
import { useLanguage } from '@tsunagi/i18n';
import { Button, IconButton, Select, TextField } from '@tsunagi/ui';
import { Plus, Trash2 } from 'lucide-react';
import { useMemo } from 'react';

import { CATALOG } from '../catalog/catalog';
import { isVariableName } from '../document/ids';
import type { Variable } from '../document/types';
import { variablesOf } from '../document/variables';
import { useEditor, useEditorStore } from '../editor/store';
import { sourceOf } from '../inspector/form/completion';
import { useT } from '../texts';
import { readInitial, writeInitial } from './initial';
import { useFlowChange } from './FlowPanel';

export function Variables() {
  const t = useT();
  const [language] = useLanguage();
  const change = useFlowChange();
  const variables = useEditor((state) => state.document.variables);
  const canEdit = useEditor((state) => state.canEdit);
  const put = (index: number, variable: Variable) =>
    change({ variables: variables.map((other, at) => (at === index ? variable : other)) }, `variable-${index}`);
  const types = CATALOG.value_types.map((type) => ({ id: type.name as Variable['type'], label: type.title[language] }));
  return (
    <fieldset className="part">
      <legend className="tn-label">{t('flow.variables')}</legend>
      <p className="tn-help">{t('flow.variablesHelp')}</p>
      <ol className="cards">
        {variables.map((variable, index) => (
          // While a name is being typed it identifies nothing.
          <li key={index} className="item variable">
            <TextField
              label={t('flow.variableName')}
              value={variable.name}
              isReadOnly={!canEdit}
              mono
              onChange={(name) => put(index, { ...variable, name })}
              {...(isVariableName(variable.name) ? {} : { error: t('flow.variableNameError') })}
            />
            <Select
              label={t('flow.variableType')}
              options={types}
              value={variable.type}
              isDisabled={!canEdit}
              onChange={(type) => put(index, withInitial({ ...variable, type }, undefined))}
            />
            <TextField
              label={t('flow.variableInitial')}
              value={writeInitial(variable.initial)}
              isReadOnly={!canEdit}
              onChange={(text) => put(index, withInitial(variable, readInitial(text, variable.type)))}
            />
            {canEdit && (
              <IconButton
                size="small"
                icon={Trash2}
                label={t('field.remove', { item: variable.name || t('field.newVariable') })}
                onPress={() => change({ variables: variables.filter((_, at) => at !== index) })}
              />
            )}
          </li>
        ))}
      </ol>
      {canEdit && (
        <Button
          size="small"
          icon={Plus}
          onPress={() => change({ variables: [...variables, { name: freeName(variables), type: 'text' }] })}
        >
          {t('flow.addVariable')}
        </Button>
      )}
      <FromNodes />
    </fieldset>
  );
}

function FromNodes() {
  const t = useT();
  const [language] = useLanguage();
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const found = useMemo(
    () => variablesOf(document).filter((variable) => variable.sources.some((source) => source.node !== undefined)),
    [document],
  );
  if (found.length === 0) return null;
  return (
    <>
      <h3>{t('flow.fromNodes')}</h3>
      <ul className="rows">
        {found.map((variable) => (
          <li key={variable.name}>
            <button
              type="button"
              className="chip"
              onClick={() => {
                const [source] = variable.sources.filter((it) => it.node !== undefined);
                if (source?.node !== undefined) store.getState().show([source.node]);
              }}
            >
              {variable.name}
            </button>
            <span className="muted">{sourceOf(document, variable, language)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function withInitial(variable: Variable, initial: unknown): Variable {
  const { initial: _, ...rest } = variable;
  return initial === undefined ? rest : { ...rest, initial };
}

function freeName(variables: readonly Variable[]): string {
  for (let number = 1; ; number += 1) {
    const name = `variable_${number}`;
    if (!variables.some((variable) => variable.name === name)) return name;
  }
}
