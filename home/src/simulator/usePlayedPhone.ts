import type { ChannelAccount, CustomerAct } from '@tsunagi/api-client';
import { useErrorText } from '@tsunagi/ui';
import { useEffect, useMemo } from 'react';

import { clockNowMs, playAct, useCalls, useClock } from '../api/simulator';
import { openOptions, weave } from './bubbles';
import { concerns } from './concerns';
import { applyChange, type Deed, isBlocked, type JournalChange } from './journal';
import { deedsOf, type PhoneModel, skinOf } from './phone-model';
import { useStored } from './stored';

const NOTHING: readonly Deed[] = [];

/** The journal of one customer on one account. */
export function useJournal(account: ChannelAccount, from: string) {
  return useStored<readonly Deed[]>(`tsunagi.simulator.deeds.${account.channel}/${account.id}.${from}`, NOTHING);
}

/** A phone whose vendor is played: deeds become signed webhooks, calls to the vendor become bubbles. */
export function usePlayedPhone(account: ChannelAccount, from: string): PhoneModel {
  const errorText = useErrorText();
  const calls = useCalls(account);
  const clock = useClock();
  const [deeds, edit] = useJournal(account, from);
  const [hiddenUpTo, hide] = useStored(`tsunagi.simulator.hidden.${account.channel}/${account.id}.${from}`, 0);
  const bubbles = useMemo(() => {
    const seen = (calls.data ?? []).filter((call) => concerns(call, from, deeds) && call.id > hiddenUpTo);
    return weave(seen, deeds);
  }, [calls.data, from, hiddenUpTo, deeds]);
  const lastCall = calls.data?.at(-1)?.id ?? 0;
  // The played vendor forgets when the server starts anew, and counts from 1 again: then we forget with it.
  const forgotten = calls.isSuccess && (hiddenUpTo > lastCall || deeds.some((deed) => deed.afterCall > lastCall));
  useEffect(() => {
    if (!forgotten) return;
    edit((before) => before.filter((deed) => deed.afterCall <= lastCall));
    hide((before) => Math.min(before, lastCall));
  }, [forgotten, lastCall, edit, hide]);
  const change = (next: JournalChange) => edit((before) => applyChange(before, next));

  const send = (act: CustomerAct) => {
    const key = `deed-${Date.now()}-${deeds.length}`;
    const at = new Date(clockNowMs(clock.data)).toISOString();
    change({ type: 'begin', deed: { key, at, act, afterCall: lastCall, state: 'sending' } });
    playAct(account, { from, act })
      .then((result) => change({ type: 'posted', key, result }))
      .catch((error: unknown) => change({ type: 'failed', key, error: errorText(error) }))
      .finally(() => void calls.refetch());
  };

  return {
    skin: skinOf(account.channel),
    bubbles,
    options: openOptions(bubbles),
    can: deedsOf(account.channel),
    isBlocked: isBlocked(deeds),
    isLocked: !account.simulated,
    typing: false,
    send,
    again: (key) => {
      const deed = deeds.find((it) => it.key === key);
      if (!deed) return;
      change({ type: 'remove', key });
      send(deed.act);
    },
    reset: () => {
      edit(() => NOTHING);
      hide(() => lastCall);
    },
  };
}
