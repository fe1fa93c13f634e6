/** The one element the widget adds to a page, with a shadow root that keeps both sides' styles apart. */

import type { Theme } from '../config';
import styles from './styles.css?inline';

export interface Host {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
  remove(): void;
}

/** Inline and important, so that no rule of the page reaches the element that carries the shadow root. */
const HOST_STYLE: Readonly<Record<string, string>> = {
  all: 'initial',
  position: 'fixed',
  right: '0',
  bottom: '0',
  width: '0',
  height: '0',
  display: 'block',
  visibility: 'visible',
  opacity: '1',
  transform: 'none',
  filter: 'none',
  'z-index': '2147483000',
};

/** The page's shortcuts must not fire while someone writes here. */
const KEPT_EVENTS = ['keydown', 'keyup', 'keypress', 'paste', 'copy', 'cut'];

export function createHost(document: Document, theme: Theme, language: string): Host {
  const element = document.createElement('div');
  element.dataset.tsunagi = '';
  for (const [name, value] of Object.entries(HOST_STYLE)) element.style.setProperty(name, value, 'important');
  const root = element.attachShadow({ mode: 'open' });
  addStyles(root, styles);
  const mount = document.createElement('div');
  mount.className = 'widget';
  mount.dataset.theme = theme;
  mount.lang = language;
  root.append(mount);
  for (const name of KEPT_EVENTS) root.addEventListener(name, (event) => event.stopPropagation());
  // Beside <body>, because a transformed or replaced body would move or remove a fixed child.
  document.documentElement.append(element);
  return { element, root, remove: () => element.remove() };
}

/** A constructed sheet, because a policy without 'unsafe-inline' blocks <style>. */
function addStyles(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
