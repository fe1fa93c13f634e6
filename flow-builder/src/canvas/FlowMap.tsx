/**
 * The whole flow in a corner, and where the canvas looks. One drawing for each family of nodes: the library's own map
 * has a component with a subscription for every node, and each step of a drag pays for all of them.
 */
import { Panel, type ReactFlowState, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useMemo } from 'react';

import { familyOf } from '../catalog/catalog';
import { useT } from '../texts';
import type { CardNode, WireEdge } from './graph';

/** Pixels. */
const WIDTH = 168;
const HEIGHT = 112;
/** Around everything, as a share of its size. */
const MARGIN = 0.06;
const ZOOM_STEP = 1.2;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const FlowMap = memo(function FlowMap({ nodes }: { nodes: readonly CardNode[] }) {
  const t = useT();
  const flow = useReactFlow<CardNode, WireEdge>();
  const view = useStore(seen, sameBox);
  const drawing = useMemo(() => draw(nodes), [nodes]);
  const frame = framed(drawing.bounds ? around(drawing.bounds, view) : view);
  const look = (event: PointerEvent<SVGSVGElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = frame.x + ((event.clientX - box.left) / box.width) * frame.width;
    const y = frame.y + ((event.clientY - box.top) / box.height) * frame.height;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <Panel position="bottom-right" className="canvas-map">
      <svg
        width={WIDTH}
        height={HEIGHT}
        viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
        role="img"
        aria-label={t('canvas.map')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          look(event);
        }}
        onPointerMove={look}
        onWheel={(event) => void flow.zoomTo(flow.getZoom() * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP))}
      >
        {drawing.paths.map(([family, path]) => (
          <path key={family} className={`map-node map-${family}`} d={path} />
        ))}
        <path className="map-unseen" fillRule="evenodd" d={rectangle(frame) + rectangle(view)} />
      </svg>
    </Panel>
  );
});

/** What the canvas shows, in flow coordinates. */
function seen({ transform: [x, y, zoom], width, height }: ReactFlowState): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function draw(nodes: readonly CardNode[]): { bounds: Box | null; paths: [family: string, path: string][] } {
  const paths = new Map<string, string[]>();
  let bounds: Box | null = null;
  for (const { position, width = 0, height = 0, data } of nodes) {
    const box = { ...position, width, height };
    const family = familyOf(data.node.kind) ?? '';
    const known = paths.get(family);
    if (known) known.push(rectangle(box));
    else paths.set(family, [rectangle(box)]);
    bounds = bounds ? around(bounds, box) : box;
  }
  return { bounds, paths: [...paths].map(([family, parts]) => [family, parts.join('')]) };
}

function rectangle({ x, y, width, height }: Box): string {
  return `M${x},${y}h${width}v${height}h${-width}z`;
}

function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** Widened to the map's own shape, with a margin. */
function framed(box: Box): Box {
  const scale = Math.max(box.width / WIDTH, box.height / HEIGHT, Number.EPSILON) * (1 + 2 * MARGIN);
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
}
