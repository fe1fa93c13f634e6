/** What the parts of an open flow share besides its state. */
import { createContext, useContext } from 'react';

import type { Point } from '../document/edits';
import type { NodeId } from '../document/types';
import type { EngineClient } from '../engine/client';
import type { Autosave } from './autosave';
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

export interface Services extends Pick<Autosave, 'flush' | 'version' | 'published' | 'keepMine' | 'takeTheirs'> {
  store: EditorStore;
  view: CanvasView;
  engine: EngineClient;
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('this part is shown outside an open flow');
  return services;
}
