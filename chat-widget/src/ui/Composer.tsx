import { TEXT_LIMIT } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { Messages } from '../i18n';
import { isComposing } from './focus';
import { SendIcon } from './icons';

/** The counter appears when this many characters are left. */
const COUNT_FROM = 200;

interface ComposerProps {
  readonly t: Messages;
  readonly disabled: boolean;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onTyping: () => void;
  readonly onSend: (text: string) => void;
}

/** Enter sends, Shift+Enter breaks the line, and Enter inside an IME conversion does neither. */
export function Composer({ t, disabled, draft, onDraft, onTyping, onSend }: ComposerProps): JSX.Element {
  const [text, setText] = useState(draft);
  const area = useRef<HTMLTextAreaElement>(null);
  const left = TEXT_LIMIT - text.length;
  const sendable = !disabled && text.trim() !== '' && left >= 0;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    // Two more for the border, which scrollHeight leaves out.
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);

  const change = (value: string): void => {
    setText(value);
    onDraft(value);
  };
  const send = (): void => {
    if (!sendable) return;
    onSend(text.trim());
    change('');
    area.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={area}
        class="input"
        rows={1}
        value={text}
        disabled={disabled}
        aria-label={t.compose}
        placeholder={t.placeholder}
        enterkeyhint="send"
        aria-describedby={left <= COUNT_FROM ? 'left' : undefined}
        aria-invalid={left < 0}
        onInput={(event) => {
          change(event.currentTarget.value);
          if (event.currentTarget.value !== '') onTyping();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" disabled={!sendable} aria-label={t.send} title={t.send}>
        <SendIcon />
      </button>
      {left <= COUNT_FROM && (
        <span id="left" class={left < 0 ? 'count over' : 'count'} role="status">
          {left < 0 ? t.over(-left) : t.left(left)}
        </span>
      )}
    </form>
  );
}
