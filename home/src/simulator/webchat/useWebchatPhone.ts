import type { ChannelAccount, CustomerAct } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { useEffect, useMemo, useRef, useState } from 'react';

import { clockNowMs, useClock } from '../../api/simulator';
import { openOptions } from '../bubbles';
import type { PhoneModel } from '../phone-model';
import { useStored } from '../stored';
import { useT } from '../texts';
import { chatBubbles } from './entries';
import { ChatSession, type ChatState } from './session';

const START: ChatState = { link: 'connecting', entries: [], pending: [], typing: false };

/** A visitor of the web chat. It is our own channel: the phone speaks the widget's protocol. */
export function useWebchatPhone(account: ChannelAccount, visitor: string): PhoneModel {
  const t = useT();
  const [language] = useLanguage();
  const [token, setToken] = useStored<string | null>(`tsunagi.simulator.token.${account.id}.${visitor}`, null);
  const [generation, restart] = useState(0);
  const [state, setState] = useState(START);
  const session = useRef<ChatSession>(undefined);
  const firstToken = useRef(token);
  firstToken.current = token;
  const clock = useClock();
  const clockNow = useRef(clock.data);
  clockNow.current = clock.data;

  useEffect(() => {
    setState(START);
    const opened = new ChatSession({
      account: account.id,
      language,
      token: firstToken.current ?? undefined,
      now: () => new Date(clockNowMs(clockNow.current)).toISOString(),
      onToken: (next) => setToken(() => next),
      onChange: setState,
    });
    session.current = opened;
    return () => opened.end();
  }, [account.id, visitor, language, generation, setToken]);

  const bubbles = useMemo(() => chatBubbles(state), [state]);
  const send = (act: CustomerAct) => {
    if (act.type === 'text') session.current?.say({ type: 'message', text: act.text });
    if (act.type === 'pick') session.current?.say({ type: 'pick', id: act.id, label: act.label });
  };
  const notice = {
    open: undefined,
    connecting: t('phone.offline'),
    refused: t('phone.closed', { origin: globalThis.location.origin }),
  }[state.link];

  return {
    skin: 'webchat',
    bubbles,
    options: openOptions(bubbles),
    can: [],
    isBlocked: false,
    isLocked: false,
    typing: state.typing,
    ...(notice ? { notice } : {}),
    send,
    again: () => undefined,
    reset: () => {
      setToken(() => null);
      restart(generation + 1);
    },
  };
}
