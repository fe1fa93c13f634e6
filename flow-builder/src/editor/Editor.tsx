/** One open flow. */
import './editor.css';

import { ReactFlowProvider } from '@xyflow/react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { useClipboardKeys } from '../actions/useClipboardKeys';
import { useEditorActions } from '../actions/useEditorActions';
import { calledBy, readSurroundings } from '../api/context';
import { EditorBar } from '../bar/EditorBar';
import { Canvas } from '../canvas/Canvas';
import { Wiring } from '../canvas/Wiring';
import { writeDocument } from '../document/read';
import { engine } from '../engine/client';
import type { CheckContext } from '../engine/types';
import { Adder } from '../palette/Adder';
import { Palette } from '../palette/Palette';
import { keepEqual } from '../problems';
import { PublishSheet } from '../publish/PublishSheet';
import { RevisionsSheet } from '../publish/RevisionsSheet';
import { SaveTrouble } from '../save/SaveTrouble';
import { SimulatorPanel } from '../simulator/SimulatorPanel';
import { NodeSearch } from './NodeSearch';
import type { Opening } from './opening';
import { type CanvasView, type Services, ServicesProvider, useServices } from './services';
import { SidePanel } from './SidePanel';
import { EditorProvider, useEditor } from './store';
import { useAutosave } from './useAutosave';

/** Before the canvas is there, nothing can be looked at. */
const BLIND: CanvasView = {
  centre: () => ({ x: 0, y: 0 }),
  toFlow: (screen) => screen,
  placeAfter: () => ({ x: 0, y: 0 }),
  fit: () => undefined,
  zoomBy: () => undefined,
  focusNode: () => undefined,
};

export function Editor({ opening }: { opening: Opening }) {
  const { store } = opening;
  const autosave = useAutosave(opening);
  const services = useMemo((): Services => ({ ...autosave, store, view: { ...BLIND }, engine }), [store, autosave]);
  return (
    <EditorProvider value={store}>
      <ServicesProvider value={services}>
        <ReactFlowProvider>
          <Frame />
        </ReactFlowProvider>
      </ServicesProvider>
    </EditorProvider>
  );
}

function Frame() {
  const actions = useEditorActions();
  useClipboardKeys();
  useCheck();
  return (
    <main className="editor" id="main">
      <EditorBar actions={actions} />
      <SaveTrouble />
      <div className="editor-body">
        <Palette />
        <div className="editor-main">
          <Canvas />
        </div>
        <SidePanel />
      </div>
      <SimulatorPanel />
      <Adder />
      <Wiring />
      <NodeSearch />
      <PublishSheet />
      <RevisionsSheet />
      <Announcer />
    </main>
  );
}

/** Says what changed to people who cannot see it. */
function Announcer() {
  const text = useEditor((state) => state.announcement);
  return (
    <div className="tn-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

/** How long what is known of other flows and channels counts; coming back to the page reads it again after that. */
const CONTEXT_MS = 30_000;

/** Empty until it is there, and where it cannot be read: nothing is said then about what is elsewhere. */
function useCheckContext(): CheckContext {
  const flowId = useEditor((state) => state.flowId);
  const called = useEditor((state) => calledBy(state.document as unknown as Record<string, unknown>).join(','));
  const { data } = useQuery({
    queryKey: ['check-context', flowId, called],
    queryFn: () => readSurroundings(flowId, called === '' ? [] : called.split(',')),
    staleTime: CONTEXT_MS,
    placeholderData: keepPreviousData,
  });
  return data ?? UNKNOWN;
}

const UNKNOWN: CheckContext = {};

/** Quiet time after a change before the flow is checked again. */
const CHECK_MS = 250;

function useCheck(): void {
  const { store, engine: guest } = useServices();
  const document = useEditor((state) => state.document);
  const context = useCheckContext();
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(async () => {
      // Where the engine cannot run, the panel says so and publishing still checks.
      const problems = await guest.check(writeDocument(document), context).catch(() => null);
      if (stale) return;
      if (problems === null) store.getState().set({ check: 'impossible' });
      else store.getState().set({ problems: keepEqual(store.getState().problems, problems), check: 'done' });
    }, CHECK_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [document, context, guest, store]);
}
