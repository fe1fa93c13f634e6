/** How far out the canvas is, for nodes that draw less when they are small. Changes only at thresholds. */
import { create } from 'zustand';

export type Detail = 'full' | 'title' | 'box';

export const useDetail = create<{ detail: Detail }>(() => ({ detail: 'full' }));

export function detailAt(zoom: number): Detail {
  if (zoom >= 0.45) return 'full';
  return zoom >= 0.22 ? 'title' : 'box';
}

export function setZoom(zoom: number): void {
  const detail = detailAt(zoom);
  if (useDetail.getState().detail !== detail) useDetail.setState({ detail });
}
