/** Where the canvas looks: at first, when asked, and when something has to be brought into view. */
import { type ReactFlowInstance, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';

import { freeSpot, placeOf } from '../document/edits';
import { exitsOf } from '../document/exits';
import { savedBy, summaryOf } from '../document/search';
import type { FlowDocument } from '../document/types';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { NODE_WIDTH, shapeOf } from './geometry';
import type { CardNode, WireEdge } from './graph';
import { setZoom } from './view';

/** Below this zoom texts cannot be read: a flow that large opens at its start instead. */
const READABLE = 0.5;

export function useCanvasView(document: FlowDocument) {
  const flow = useReactFlow<CardNode, WireEdge>();
  const { store, view } = useServices();
  const reveal = useEditor((state) => state.reveal);
  const [initial] = useState(() => {
    const start = placeOf(document, document.start);
    return { x: 80 - start.x, y: 200 - start.y, zoom: 1 };
  });

  const onInit = useCallback(
    (instance: ReactFlowInstance<CardNode, WireEdge>) => {
      const box = window.document.querySelector('[data-canvas]')?.getBoundingClientRect();
      const bounds = instance.getNodesBounds(instance.getNodes());
      if (!box || bounds.width === 0) return;
      const zoom = Math.min(1, box.width / (bounds.width + 120), box.height / (bounds.height + 120));
      if (zoom >= READABLE) void instance.fitView({ padding: 0.08, maxZoom: 1 });
      else void instance.setViewport({ ...initial, y: box.height / 2 - placeOf(store.getState().document, store.getState().document.start).y - 80 });
      setZoom(instance.getZoom());
    },
    [initial, store],
  );

  useEffect(() => {
    Object.assign(view, {
      centre: () => {
        const box = window.document.querySelector('[data-canvas]')?.getBoundingClientRect();
        const middle = box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 400, y: 300 };
        const at = flow.screenToFlowPosition(middle);
        return { x: at.x - NODE_WIDTH / 2, y: at.y - 40 };
      },
      toFlow: (screen: { x: number; y: number }) => flow.screenToFlowPosition(screen),
      placeAfter: (id: string, exit: string) => {
        const { document: now, language } = store.getState();
        const node = now.nodes[id];
        const place = placeOf(now, id);
        if (!node) return place;
        const shape = shapeOf(summaryOf(node, language, now.languages), savedBy(node).length > 0, exitsOf(node));
        const port = shape.ports.find((item) => item.name === exit);
        return freeSpot(now, { x: place.x + NODE_WIDTH + 80, y: place.y + (port?.y ?? 17) - 17 });
      },
      fit: () => void flow.fitView({ padding: 0.08, maxZoom: 1, duration: 120 }),
      zoomBy: (factor: number) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
      focusNode: (id: string) => focusWhenDrawn(id),
    });
  }, [flow, store, view]);

  useEffect(() => {
    if (reveal.turn === 0 || reveal.nodes.length === 0) return;
    bringIntoView(flow, reveal.nodes, flow.getZoom() >= READABLE ? flow.getZoom() : 0.8);
  }, [flow, reveal]);

  // The simulated conversation leads: the canvas follows it without changing what is selected.
  const current = useEditor((state) => state.current);
  const isSimulating = useEditor((state) => state.simulating);
  useEffect(() => {
    if (current === null) return;
    const frame = requestAnimationFrame(() => bringIntoView(flow, [current], flow.getZoom()));
    return () => cancelAnimationFrame(frame);
  }, [flow, current, isSimulating]);

  return { initial, onInit };
}

/** Pans so that the nodes can be seen; does nothing when they can. */
function bringIntoView(flow: ReactFlowInstance<CardNode, WireEdge>, nodes: readonly string[], zoom: number): void {
  const box = window.document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const bounds = flow.getNodesBounds([...nodes]);
  if (!box || bounds.width === 0) return;
  const topLeft = flow.flowToScreenPosition({ x: bounds.x, y: bounds.y });
  const bottomRight = flow.flowToScreenPosition({ x: bounds.x + bounds.width, y: bounds.y + bounds.height });
  const isInside =
    topLeft.x >= box.left && topLeft.y >= box.top && bottomRight.x <= box.right && bottomRight.y <= box.bottom;
  if (isInside && flow.getZoom() === zoom) return;
  void flow.setCenter(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { zoom, duration: 120 });
}

function focusWhenDrawn(id: string, tries = 12): void {
  requestAnimationFrame(() => {
    const element = window.document.querySelector<HTMLElement>(`[data-canvas] [data-node="${CSS.escape(id)}"]`);
    if (element?.hasAttribute('tabindex')) element.focus({ preventScroll: true });
    else if (tries > 0) focusWhenDrawn(id, tries - 1);
  });
}
