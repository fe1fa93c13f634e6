/** What a key event tells, from React or from the DOM. */
interface KeyLike {
  key: string;
  shiftKey: boolean;
  keyCode?: number;
  isComposing?: boolean;
  nativeEvent?: { isComposing?: boolean; keyCode?: number };
}

/**
 * True while an input method composes. Safari ends the composition before the Enter that ended it arrives, and tells
 * only by key code 229.
 */
export function isComposing(event: KeyLike): boolean {
  const native = event.nativeEvent;
  return (
    event.isComposing === true ||
    native?.isComposing === true ||
    event.keyCode === 229 ||
    native?.keyCode === 229
  );
}

/** Enter that means “send”: not with Shift, and never the one that ends a composition. */
export function isSubmitKey(event: KeyLike): boolean {
  return event.key === 'Enter' && !event.shiftKey && !isComposing(event);
}
