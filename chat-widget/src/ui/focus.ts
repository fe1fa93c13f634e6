/** Keeps Tab inside `panel` while the focus is there. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const stops = [...panel.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), textarea, [tabindex="0"]')];
  const first = stops[0];
  const last = stops.at(-1);
  const root = panel.getRootNode();
  const active = root instanceof ShadowRoot ? root.activeElement : null;
  if (!first || !last) return;
  if (event.shiftKey ? active === first || active === panel : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

/** Enter that ends an IME conversion is not ours. Safari reports it by key code 229 only. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
