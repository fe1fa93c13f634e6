/** Fields that name something else: a node, a flow, a variable, a time zone. */
import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '@tsunagi/i18n';
import { ComboBox, Select, TextField } from '@tsunagi/ui';
import { useMemo } from 'react';

import { flowKeys, listFlows } from '../../api/flows';
import { nodeName } from '../../catalog/catalog';
import { flowOrder } from '../../document/arrange';
import { isVariableName } from '../../document/ids';
import { variablesOf } from '../../document/variables';
import { useEditor } from '../../editor/store';
import { useT } from '../../texts';

interface Props {
  label: string;
  help?: string;
  value: string;
  onChange: (value: string) => void;
}

export function NameOfNode({ label, help, value, onChange, none }: Props & { none?: string }) {
  const t = useT();
  const [language] = useLanguage();
  const document = useEditor((state) => state.document);
  const options = useMemo(() => {
    const nodes = flowOrder(document)
      .filter(({ id }) => document.nodes[id]?.kind !== 'comment')
      .map(({ id }) => ({ id, label: nodeName(document, id, language) }));
    return none === undefined ? nodes : [{ id: '', label: none }, ...nodes];
  }, [document, language, none]);
  return (
    <ComboBox
      label={label}
      {...(help ? { help } : {})}
      options={options}
      value={options.some((option) => option.id === value) ? value : null}
      placeholder={t('field.node')}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

export function NameOfFlow({ label, help, value, onChange }: Props) {
  const own = useEditor((state) => state.name);
  const { data } = useQuery({ queryKey: flowKeys.all, queryFn: listFlows });
  const names = (data ?? []).map((flow) => flow.name).filter((name) => name !== own);
  const options = [...new Set([...names, ...(value ? [value] : [])])].map((name) => ({ id: name, label: name }));
  return (
    <Select label={label} {...(help ? { help } : {})} options={options} value={value || null} onChange={onChange} />
  );
}

export function NameOfVariable({ label, help, value, onChange, isReadOnly }: Props & { isReadOnly: boolean }) {
  const t = useT();
  const document = useEditor((state) => state.document);
  const known = useMemo(() => variablesOf(document).map((variable) => variable.name), [document]);
  const options = known.filter((name) => name !== value).map((name) => ({ id: name, label: name }));
  const bad = value !== '' && !isVariableName(value);
  return isReadOnly || options.length === 0 ? (
    <TextField
      label={label}
      {...(help ? { help } : {})}
      value={value}
      onChange={onChange}
      isReadOnly={isReadOnly}
      mono
      {...(bad ? { error: t('flow.variableNameError') } : {})}
    />
  ) : (
    <ComboBox
      label={label}
      {...(help ? { help } : {})}
      options={options}
      value={null}
      text={value}
      placeholder={t('field.newVariable')}
      onText={onChange}
      onChange={(next) => {
        if (next !== null) onChange(next);
      }}
      {...(bad ? { error: t('flow.variableNameError') } : {})}
    />
  );
}

/** Zones that people here choose most come first. */
const USUAL = ['Asia/Tokyo', 'UTC', 'Asia/Seoul', 'Asia/Shanghai', 'Asia/Singapore', 'Europe/London', 'America/New_York'];

export function NameOfZone({ label, help, value, onChange }: Props) {
  const t = useT();
  const options = useMemo(
    () => [...new Set([...USUAL, ...Intl.supportedValuesOf('timeZone')])].map((id) => ({ id, label: id })),
    [],
  );
  return (
    <ComboBox
      label={label}
      {...(help ? { help } : {})}
      options={options}
      value={value || null}
      placeholder={t('field.zone')}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}
