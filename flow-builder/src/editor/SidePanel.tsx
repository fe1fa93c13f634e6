/** What stands beside the canvas: the node, the flow's settings, problems, outline, tests. */
import { IconButton } from '@tsunagi/ui';
import { X } from 'lucide-react';

import { NodePanel } from '../inspector/NodePanel';
import { Outline } from '../outline/Outline';
import { ProblemsPanel } from '../problems/ProblemsPanel';
import { FlowPanel } from '../settings/FlowPanel';
import { useT } from '../texts';
import { TestsPanel } from '../tests/TestsPanel';
import { type SidePanel as PanelName, useEditor, useEditorStore } from './store';

const PANELS: Readonly<Record<PanelName, () => React.JSX.Element | null>> = {
  node: NodePanel,
  flow: FlowPanel,
  problems: ProblemsPanel,
  outline: Outline,
  tests: TestsPanel,
};

export function SidePanel() {
  const t = useT();
  const store = useEditorStore();
  const panel = useEditor((state) => state.panel);
  if (panel === null) return null;
  const Content = PANELS[panel];
  return (
    <section className="side" aria-label={t('panel.label')}>
      <header className="side-head">
        <div className="side-tabs" role="group">
          {(Object.keys(PANELS) as PanelName[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === panel}
              onClick={() => store.getState().set({ panel: name })}
            >
              {t(`panel.${name}`)}
            </button>
          ))}
        </div>
        <IconButton size="small" icon={X} label={t('panel.close')} onPress={() => store.getState().set({ panel: null })} />
      </header>
      <div className="side-body">
        <Content />
      </div>
    </section>
  );
}
