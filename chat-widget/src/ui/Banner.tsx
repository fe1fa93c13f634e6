import type { ChatState } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { Messages } from '../i18n';

/** A loss shorter than this, in milliseconds, is nobody's business. */
const PATIENCE_MS = 1_500;

interface BannerProps {
  readonly state: ChatState;
  readonly online: boolean;
  readonly t: Messages;
  readonly onReconnect: () => void;
}

/** Says what is wrong with the line, and what becomes of what one writes meanwhile. */
export function Banner({ state, online, t, onReconnect }: BannerProps): JSX.Element | null {
  const troubled = state.link === 'waiting' || state.link === 'connecting';
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!troubled) return undefined;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [troubled]);

  if (state.link === 'refused') {
    return <Notice text={refusalText(state.refusal, t)} />;
  }
  if (troubled && !online) return <Notice text={t.offline} />;
  if (!troubled || !late) return null;
  return (
    <Notice text={state.everReady ? t.lost : t.unreachable}>
      {state.link === 'waiting' && (
        <button type="button" class="link" onClick={onReconnect}>
          {t.reconnect}
        </button>
      )}
    </Notice>
  );
}

function Notice({ text, children }: { text: string; children?: JSX.Element | false }): JSX.Element {
  return (
    <div class="banner" role="status">
      <span>{text}</span>
      {children}
    </div>
  );
}

function refusalText(code: string | undefined, t: Messages): string {
  return code === 'version' ? t.outdated : t.notAllowed;
}
