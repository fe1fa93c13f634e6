import type { ChannelAccount, CustomerAct } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { ChatClient, type ChatState, EMPTY_LOG, nudgeOnReturn } from '@tsunagi/webchat-client';
import { useEffect, useMemo, useRef, useState } from 'react';

import { clockNowMs, useClock } from '../../api/simulator';
import { openOptions } from '../bubbles';
import type { PhoneModel } from '../phone-model';
import { useT } from '../texts';
import { chatBubbles } from './entries';
import { forgetVisitor, visitorWorld } from './visitor';

/** A visitor of the web chat. It is our own channel: the phone speaks the widget's protocol. */
export function useWebchatPhone(account: ChannelAccount, visitor: string): PhoneModel {
  const t = useT();
  const [language] = useLanguage();
  const [generation, restart] = useState(0);
  const [state, setState] = useState<ChatState>();
  const client = useRef<ChatClient>(undefined);
  const clock = useClock();
  const clockNow = useRef(clock.data);
  clockNow.current = clock.data;

  useEffect(() => {
    const opened = new ChatClient(visitorWorld(account.id, visitor, () => clockNowMs(clockNow.current)), language);
    opened.subscribe(setState);
    opened.start();
    client.current = opened;
    const stopNudging = nudgeOnReturn(opened);
    return () => {
      stopNudging();
      opened.stop();
    };
  }, [account.id, visitor, language, generation]);

  const log = state?.log ?? EMPTY_LOG;
  const bubbles = useMemo(
    () =>
      chatBubbles(log, {
        too_long: t('phone.tooLong'),
        refused: t('phone.notAccepted'),
        no_answer: t('phone.noAnswer'),
      }),
    [log, t],
  );
  const notice = noticeOf(state, t);

  return {
    skin: 'webchat',
    bubbles,
    options: openOptions(bubbles),
    can: [],
    isBlocked: false,
    isLocked: false,
    typing: state?.typing ?? false,
    ...(notice ? { notice } : {}),
    send: (act: CustomerAct) => {
      if (act.type === 'text' || act.type === 'pick') client.current?.submit(act);
    },
    again: (key) => client.current?.retry(key),
    reset: () => {
      forgetVisitor(account.id, visitor);
      restart(generation + 1);
    },
  };
}

/** Why nothing may happen. */
function noticeOf(state: ChatState | undefined, t: ReturnType<typeof useT>): string | undefined {
  switch (state?.link) {
    case 'ready':
      return undefined;
    case 'refused':
      return state.refusal === 'version' ? t('phone.outdated') : t('phone.closed', { origin: globalThis.location.origin });
    case 'waiting':
      return state.everReady ? t('phone.offline') : t('phone.unreachable');
    case 'connecting':
    case 'idle':
    case undefined:
      return t('phone.offline');
  }
}
