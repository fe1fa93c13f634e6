/** A wire. In the middle it offers to put a node in between; far out it is only a line. */
import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';

import { readWireId } from '../document/exits';
import { useEditor, useEditorStore } from '../editor/store';
import { useT } from '../texts';
import { HEAD, PORT_ROW } from './geometry';
import type { WireEdge } from './graph';
import { useDetail } from './view';

/** Between a wire that leads back and the nodes it passes over. */
const CLEARANCE = 28;
/** A wire this wide passes at least one column of nodes. */
const LONG = 360;

export const WireLine = memo(function WireLine(props: EdgeProps<WireEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props;
  const detail = useDetail((state) => state.detail);
  const visited = useEditor((state) => state.visited.has(id));
  const offset = props.data?.offset ?? 0;
  const above = Math.min(sourceY - offset, targetY - HEAD / 2) - CLEARANCE;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  const across = targetX - sourceX;
  // A curve that leads back, or past other nodes, would run behind them. Corners go over the nodes on the way back,
  // and along the target's own row on a long way forward.
  const [path, middleX, middleY] =
    across < -24
      ? getSmoothStepPath({ ...ends, borderRadius: 14, offset: 24, centerY: above })
      : across > LONG
        ? getSmoothStepPath({ ...ends, borderRadius: 14, centerX: sourceX + 20 + (Math.round(offset / PORT_ROW) % 4) * 8 })
        : getBezierPath({ ...ends, curvature: 0.35 });
  return (
    <g className="wire" data-selected={selected} data-run={visited}>
      <BaseEdge path={path} interactionWidth={18} markerEnd="url(#wire-end)" />
      {detail === 'full' && <AddOnWire id={id} x={middleX} y={middleY} />}
    </g>
  );
});

function AddOnWire({ id, x, y }: { id: string; x: number; y: number }) {
  const t = useT();
  const store = useEditorStore();
  return (
    <g
      className="wire-add"
      transform={`translate(${x},${y})`}
      onClick={(event) => {
        event.stopPropagation();
        const { from, exit } = readWireId(id);
        store.getState().set({
          adder: {
            screen: { x: event.clientX, y: event.clientY },
            at: { x: x - 124, y: y - 20 },
            attach: { type: 'on_wire', from, exit },
          },
        });
      }}
    >
      <title>{t('canvas.addOnWire')}</title>
      <circle r={9} />
      <path d="M-4,0H4M0,-4V4" />
    </g>
  );
}
