/** Zoom and fit, at the corner of the canvas. */
import { Panel } from '@xyflow/react';
import { IconButton } from '@tsunagi/ui';
import { Maximize, Minus, Plus } from 'lucide-react';

import { useServices } from '../editor/services';
import { useT } from '../texts';

export function CanvasControls() {
  const t = useT();
  const { view } = useServices();
  return (
    <Panel position="bottom-left" className="canvas-controls" role="group" aria-label={t('canvas.controls')}>
      <IconButton size="small" icon={Minus} label={t('canvas.zoomOut')} onPress={() => view.zoomBy(1 / 1.3)} />
      <IconButton size="small" icon={Plus} label={t('canvas.zoomIn')} onPress={() => view.zoomBy(1.3)} />
      <IconButton size="small" icon={Maximize} label={t('action.fit')} onPress={() => view.fit()} />
    </Panel>
  );
}
