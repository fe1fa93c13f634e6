import type { OutgoingKind } from '../timeline/thread';

type Focus = (kind: OutgoingKind) => void;

let focusShown: Focus | undefined;

/**
 * Puts the focus into the composer that is shown, for a reply or a note: at once, so that no key is lost, or as soon as
 * its field is drawn.
 */
export function focusComposer(kind: OutgoingKind): void {
  focusShown?.(kind);
}

/** The composer says how it takes the focus; the answer takes that back. */
export function offerFocus(focus: Focus): () => void {
  focusShown = focus;
  return () => {
    if (focusShown === focus) focusShown = undefined;
  };
}
