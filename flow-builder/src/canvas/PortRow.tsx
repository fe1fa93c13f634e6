/** One exit of a node: its label, its port, and a `+` that adds what follows. */
import { Handle, Position } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { memo } from 'react';

import type { Exit } from '../document/exits';
import { useEditorStore } from '../editor/store';
import { useServices } from '../editor/services';

import { useT } from '../texts';

interface Props {
  node: string;
  exit: Exit;
  to: string | undefined;
  label: string;
  /** The node is selected: its ports take part in the order of the Tab key. */
  isActive: boolean;
}

export const PortRow = memo(function PortRow({ node, exit, to, label, isActive }: Props) {
  const t = useT();
  const store = useEditorStore();
  const { view } = useServices();
  const isOpen = to === undefined;
  const state = isOpen ? (exit.required ? 'missing' : 'open') : 'wired';
  const leads = isOpen ? t('canvas.exitOpen', { exit: label }) : t('canvas.exitTo', { exit: label, target: to });
  return (
    <div className="port-row" data-state={state}>
      <button
        type="button"
        className="port-label nodrag"
        tabIndex={isActive ? 0 : -1}
        aria-label={leads}
        data-port={`${node}/${exit.name}`}
        onClick={() => store.getState().set({ wiring: { from: node, exit: exit.name } })}
      >
        {label}
      </button>
      {isOpen && (
        <button
          type="button"
          className="port-add nodrag"
          tabIndex={isActive ? 0 : -1}
          aria-label={t('canvas.addAfter', { exit: label })}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const screen = { x: box.right + 4, y: box.top };
            const attach = { type: 'after', from: node, exit: exit.name } as const;
            store.getState().set({ adder: { screen, at: view.placeAfter(node, exit.name), attach } });
          }}
        >
          <Plus size={12} aria-hidden />
        </button>
      )}
      <Handle type="source" position={Position.Right} id={exit.name} className="port port-out" data-state={state} />
    </div>
  );
});
