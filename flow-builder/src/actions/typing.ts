/** Where the keyboard is, for actions that mean something else in a text field. */

export function isTyping(): boolean {
  const element = document.activeElement;
  if (element instanceof HTMLTextAreaElement) return true;
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(element.type);
  return element instanceof HTMLElement && element.isContentEditable;
}

/** The canvas or nothing in particular has the focus: keys belong to the nodes. */
export function isOnCanvas(): boolean {
  const element = document.activeElement;
  return element === null || element === document.body || element.closest('[data-canvas]') !== null;
}

/** A node itself has the focus, not one of its ports or the canvas' buttons. */
export function isOnNode(): boolean {
  const element = document.activeElement;
  if (element === null || element === document.body) return true;
  return element instanceof HTMLElement && element.dataset['node'] !== undefined;
}
