/**
 * Copy, cut and paste by the browser's own events: they need no permission and work between windows. The page's
 * key listener must not take these keys away first.
 */
import { toast } from '@tsunagi/ui';
import { useEffect } from 'react';

import { copySelected, deleteSelected, pasteText } from '../editor/operations';
import { useServices } from '../editor/services';
import { t } from '../texts';
import { isTyping } from './typing';

export function useClipboardKeys(): void {
  const services = useServices();
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (isTyping() || hasTextSelected()) return;
      const text = copySelected(services);
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') deleteSelected(services);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping()) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!pasteText(services, text)) toast({ text: t('said.notNodes') });
      event.preventDefault();
    };
    const leaveToBrowser = (event: KeyboardEvent) => {
      const isClipboard = (event.ctrlKey || event.metaKey) && !event.shiftKey && 'cxv'.includes(event.key.toLowerCase());
      if (isClipboard) event.stopPropagation();
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    document.addEventListener('keydown', leaveToBrowser);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('keydown', leaveToBrowser);
    };
  }, [services]);
}

function hasTextSelected(): boolean {
  return (window.getSelection()?.toString() ?? '') !== '';
}
