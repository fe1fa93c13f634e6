/** What the parts of an open flow share besides its state. */
import type { Flow } from '@tsunagi/api-client';
import { createContext, useContext } from 'react';

import type { Point } from '../document/edits';
import type { NodeId } from '../document/types';
import type { EngineClient } from '../engine/client';
import type { SaveState } from '../save/saver';
import type { EditorStore } from './store';

/** What the canvas can do for the others. */
export interface CanvasView {
  /** The middle of what is visible, in flow coordinates. */
  centre: () => Point;
  toFlow: (screen: Point) => Point;
  /** A free spot to the right of an exit. */
  placeAfter: (node: NodeId, exit: string) => Point;
  fit: () => void;
  zoomBy: (factor: number) => void;
  /** Moves the keyboard focus to a node. */
  focusNode: (id: NodeId) => void;
}

export interface Services {
  store: EditorStore;
  view: CanvasView;
  engine: EngineClient;
  /** Sends what is not saved yet. */
  flush: () => Promise<SaveState>;
  /** Takes note of what publishing or rolling back answered. */
  published: (flow: Flow) => void;
  keepMine: () => Promise<void>;
  takeTheirs: () => Promise<void>;
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('this part is shown outside an open flow');
  return services;
}
