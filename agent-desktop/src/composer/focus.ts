import type { OutgoingKind } from '../timeline/thread';

/** Asks the composer to take the focus, for a reply or a note. It listens where it is shown. */
export const COMPOSE_EVENT = 'tsunagi:compose';

export function focusComposer(kind: OutgoingKind): void {
  // After the change that makes the composer usable was drawn.
  setTimeout(() => window.dispatchEvent(new CustomEvent(COMPOSE_EVENT, { detail: kind })));
}
