import type { JSX } from 'preact';

/** Small line icons, drawn on a 24 px grid in the current colour. */
function icon(path: string): () => JSX.Element {
  return () => (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={path} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

export const ChatIcon = icon('M20 11.5c0 4.1-3.6 7.5-8 7.5-1.1 0-2.2-.2-3.1-.6L4 20l1.4-4.2A7 7 0 0 1 4 11.5C4 7.4 7.6 4 12 4s8 3.4 8 7.5Z');
export const CloseIcon = icon('M6 6l12 12M18 6 6 18');
export const SendIcon = icon('M5 12h13M12.5 6.5 18 12l-5.5 5.5');
export const DownIcon = icon('M12 5v14M6.5 13.5 12 19l5.5-5.5');
export const FileIcon = icon('M7 3h7l4 4v14H7zM14 3v4h4');
export const PinIcon = icon('M12 21s6-5.6 6-11a6 6 0 1 0-12 0c0 5.4 6 11 6 11ZM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z');
