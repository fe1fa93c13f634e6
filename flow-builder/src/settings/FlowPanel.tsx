/** What holds for the whole flow: name, languages, time zone, start, error handler, commands, variables. */
import './settings.css';

import { TextField } from '@tsunagi/ui';

import type { FlowFields } from '../document/change';
import { useEditor, useEditorStore } from '../editor/store';
import { NameOfNode, NameOfZone } from '../inspector/form/Names';
import { useT } from '../texts';
import { Commands } from './Commands';
import { Languages } from './Languages';
import { Variables } from './Variables';

/** Changes fields of the flow; typing in one place is one step of undo. */
export function useFlowChange(): (fields: Partial<FlowFields>, group?: string) => void {
  const store = useEditorStore();
  return (fields, group) =>
    store.getState().edit({ changes: [{ type: 'change_flow', fields }], ...(group ? { group: `flow:${group}` } : {}) });
}

export function FlowPanel() {
  const t = useT();
  const store = useEditorStore();
  const change = useFlowChange();
  const name = useEditor((state) => state.name);
  const document = useEditor((state) => state.document);
  const canEdit = useEditor((state) => state.canEdit);
  const isNamed = /^[\p{L}\p{N} _-]{1,80}$/u.test(name);
  return (
    <div className="form flow-panel">
      <TextField
        label={t('flow.name')}
        value={name}
        isReadOnly={!canEdit}
        onChange={(next) => store.getState().set({ name: next })}
        {...(isNamed ? {} : { error: t('create.nameError') })}
      />
      <NameOfNode
        label={t('flow.start')}
        help={t('flow.startHelp')}
        value={document.start}
        onChange={(start) => start && change({ start })}
      />
      <Languages />
      <NameOfZone
        label={t('flow.timeZone')}
        help={t('flow.timeZoneHelp')}
        value={document.time_zone}
        onChange={(zone) => zone && change({ time_zone: zone })}
      />
      <NameOfNode
        label={t('flow.errorHandler')}
        help={t('flow.errorHandlerHelp')}
        none={t('flow.errorNone')}
        value={document.handlers.error ?? ''}
        onChange={(error) => change({ handlers: error === '' ? {} : { error } })}
      />
      <Commands />
      <Variables />
    </div>
  );
}
