/** The canvas: nodes and wires, moved and connected by mouse. What keys do is in `actions/`. */
import '@xyflow/react/dist/style.css';
import './canvas.css';

import {
  Background,
  type Connection,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  SelectionMode,
} from '@xyflow/react';
import { useLanguage } from '@tsunagi/i18n';
import { type DragEvent, useCallback, useMemo, useState } from 'react';

import { kindInfo } from '../catalog/catalog';
import { insertOnWire, moveNodes, type Point } from '../document/edits';
import { readWireId, wireId } from '../document/exits';
import type { KindName } from '../document/types';
import { addKind, connectTo } from '../editor/operations';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { KIND_MIME } from '../palette/Palette';
import { useT } from '../texts';
import { CanvasControls } from './CanvasControls';
import { CommentCard } from './CommentCard';
import { FarWires } from './FarWires';
import { FlowMap } from './FlowMap';
import { type CardNode, GraphCache, type WireEdge } from './graph';
import { NodeCard } from './NodeCard';
import { useCanvasView } from './useCanvasView';
import { setZoom, useDetail } from './view';
import { WireLine } from './WireLine';

const NODE_TYPES = { card: NodeCard, comment: CommentCard };
const EDGE_TYPES = { wire: WireLine };
const NO_EDGES: WireEdge[] = [];

export function Canvas() {
  const t = useT();
  const services = useServices();
  const { store } = services;
  const document = useEditor((state) => state.document);
  const language = useEditor((state) => state.language);
  const [reader] = useLanguage();
  const selection = useEditor((state) => state.selection);
  const wire = useEditor((state) => state.wire);
  const canEdit = useEditor((state) => state.canEdit);
  const [cache] = useState(() => new GraphCache());
  const [moving, setMoving] = useState<Readonly<Record<string, Point>> | null>(null);
  const viewport = useCanvasView(document);

  const resting = useMemo(
    () => cache.nodesOf(document, language, reader, new Set(selection)),
    [cache, document, language, reader, selection],
  );
  const nodes = useMemo(() => (moving ? resting.map((node) => moved(node, moving)) : resting), [resting, moving]);
  const edges = useMemo(
    () => cache.edgesOf(document, wire ? wireId(wire.from, wire.exit) : null),
    [cache, document, wire],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const positions: Record<string, Point> = {};
      const selected = new Set(store.getState().selection);
      let selecting = false;
      for (const change of changes) {
        if (change.type === 'position' && change.position && change.dragging) positions[change.id] = change.position;
        if (change.type === 'select') {
          selecting = true;
          if (change.selected) selected.add(change.id);
          else selected.delete(change.id);
        }
      }
      if (Object.keys(positions).length > 0) setMoving((before) => ({ ...before, ...positions }));
      if (selecting && (selected.size > 0 || store.getState().wire === null)) store.getState().select([...selected]);
    },
    [store],
  );

  const onDragStop = useCallback(
    (event: MouseEvent | TouchEvent | React.MouseEvent, _: CardNode, dragged: CardNode[]) => {
      setMoving(null);
      const { document: now, edit } = store.getState();
      edit(moveNodes(now, Object.fromEntries(dragged.map((node) => [node.id, node.position]))));
      const [only] = dragged;
      const under = 'clientX' in event ? wireUnder({ x: event.clientX, y: event.clientY }) : null;
      if (dragged.length === 1 && only && under && isLoose(now.nodes, only.id)) {
        store.getState().edit(insertOnWire(store.getState().document, only.id, under.from, under.exit));
      }
      // Only now: the inspector that a selection opens takes room from the canvas.
      if (dragged.length === 1 && only) store.getState().select([only.id]);
    },
    [store],
  );

  const onConnect = useCallback(
    (connection: Connection) => connectTo(services, connection.source, connection.sourceHandle ?? '', connection.target),
    [services],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const from = state.fromNode?.id;
      const exit = state.fromHandle?.id;
      if (state.isValid || from === undefined || !exit || state.fromHandle?.type !== 'source' || !('clientX' in event)) return;
      const point = { x: event.clientX, y: event.clientY };
      const target = nodeUnder(point);
      if (target !== null) connectTo(services, from, exit, target);
      else if (store.getState().canEdit) {
        const at = services.view.toFlow(point);
        store.getState().set({
          adder: { screen: point, at: { x: at.x, y: at.y - 17 }, attach: { type: 'after', from, exit } },
        });
      }
    },
    [services, store],
  );

  const onDrop = useCallback(
    (event: DragEvent) => {
      const kind = event.dataTransfer.getData(KIND_MIME);
      if (!kindInfo(kind)) return;
      event.preventDefault();
      const point = { x: event.clientX, y: event.clientY };
      const at = services.view.toFlow(point);
      const under = kind === 'comment' ? null : wireUnder(point);
      addKind(services, kind as KindName, { x: at.x - 124, y: at.y - 17 }, under ? { type: 'on_wire', ...under } : { type: 'free' });
    },
    [services],
  );

  const isFar = useDetail((state) => state.detail === 'box');
  const isEmpty = Object.keys(document.nodes).length === 0;
  return (
    <div className="canvas" data-canvas role="region" aria-label={t('canvas.label')}>
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={isFar ? NO_EDGES : edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={(event, dragged) => onDragStop(event, dragged[0] as CardNode, dragged)}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={(edge, connection) => {
          if (connection.source === edge.source && connection.sourceHandle === edge.sourceHandle) onConnect(connection);
        }}
        onEdgeClick={(_, edge) => store.getState().selectWire(readWireId(edge.id))}
        onPaneClick={() => store.getState().select([])}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        onMove={(_, at) => setZoom(at.zoom)}
        onInit={viewport.onInit}
        defaultViewport={viewport.initial}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        selectNodesOnDrag={false}
        nodesDraggable={canEdit}
        nodesConnectable={canEdit}
        nodesFocusable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        selectionMode={SelectionMode.Partial}
        panActivationKeyCode="Space"
        disableKeyboardA11y
        panOnScroll
        minZoom={0.04}
        maxZoom={1.75}
        connectionRadius={28}
        nodeDragThreshold={3}
        attributionPosition="top-right"
      >
        <svg className="canvas-defs" aria-hidden>
          <defs>
            <marker id="wire-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">
              <path d="M1,1L7,4L1,7" fill="none" stroke="context-stroke" strokeWidth="1.4" />
            </marker>
          </defs>
        </svg>
        {isFar && <FarWires nodes={nodes} />}
        <Background gap={24} size={1.2} />
        {!isFar && <FlowMap nodes={resting} />}
        <CanvasControls />
      </ReactFlow>
      {isEmpty && (
        <div className="canvas-empty">
          <h2>{t('canvas.emptyTitle')}</h2>
          <p>{t('canvas.emptyText')}</p>
        </div>
      )}
    </div>
  );
}

function moved(node: CardNode, moving: Readonly<Record<string, Point>>): CardNode {
  const position = moving[node.id];
  return position ? { ...node, position, dragging: true } : node;
}

function isLoose(nodes: Readonly<Record<string, { exits: Record<string, string> }>>, id: string): boolean {
  if (Object.keys(nodes[id]?.exits ?? {}).length > 0) return false;
  return !Object.values(nodes).some((node) => Object.values(node.exits).includes(id));
}

function wireUnder(point: Point): { from: string; exit: string } | null {
  for (const element of window.document.elementsFromPoint(point.x, point.y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    if (id) return readWireId(id);
  }
  return null;
}

function nodeUnder(point: Point): string | null {
  const element = window.document.elementFromPoint(point.x, point.y)?.closest('.react-flow__node-card');
  return element?.getAttribute('data-id') ?? null;
}
