import type { ConversationDetail } from '@tsunagi/api-client';
import { toast, undoToast, useActions, useErrorText } from '@tsunagi/ui';
import type { Action } from '@tsunagi/ui';
import { CircleCheckBig, Hand, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';

import { useAct, useNaming } from '../api/conversations';
import type { ActName } from '../api/conversations';
import { focusComposer } from '../composer/focus';
import { useT } from '../texts';

const ICONS = { take_over: Hand, hand_back: Undo2, close: CircleCheckBig } as const;
const KEYS = { take_over: 't', hand_back: 'h', close: 'e' } as const;

export interface ConversationAction extends Action {
  id: ActName;
}

export interface ConversationActions {
  actions: readonly ConversationAction[];
  /** One is under way. */
  pending: ActName | undefined;
}

/** What may be done with the conversation, as the server said: for buttons and keys alike. Once per page. */
export function useConversationActions(detail: ConversationDetail | undefined): ConversationActions {
  const t = useT();
  const errorText = useErrorText();
  const naming = useNaming();
  const { mutateAsync, isPending, variables } = useAct();
  const onPage = useRef(true);
  useEffect(() => {
    onPage.current = true;
    return () => {
      onPage.current = false;
    };
  }, []);
  const id = detail?.conversation.id;
  const abilities = detail?.conversation.abilities.join(' ') ?? '';

  const perform = (act: ActName): void => {
    if (id === undefined || isPending) return;
    const failed = (error: unknown): void => void toast({ text: errorText(error), tone: 'bad' });
    const done = (after: ConversationDetail): void => {
      if (act === 'take_over') {
        // Not in another conversation.
        if (onPage.current) focusComposer('message');
        return;
      }
      const text = t(`act.done.${act}`, { name: naming(after.conversation).customer.name });
      // Taking over is the way back from both, where it is allowed.
      const back = (): void => void mutateAsync({ id, act: 'take_over' }).catch(failed);
      if (after.conversation.abilities.includes('take_over')) undoToast(text, back);
      else toast({ text, tone: 'good' });
    };
    // Not the callbacks of `mutate`: those are forgotten when the next conversation is opened before the answer comes.
    void mutateAsync({ id, act }).then(done, failed);
  };
  const actions = useMemo(
    () =>
      (['take_over', 'hand_back', 'close'] as const)
        .filter((act) => abilities.split(' ').includes(act))
        .map(
          (act): ConversationAction => ({
            id: act,
            name: t(`act.${act}`),
            icon: ICONS[act],
            group: t('act.group'),
            shortcut: KEYS[act],
            perform: () => perform(act),
          }),
        ),
    [abilities, id, isPending, t],
  );
  useActions(actions);
  return { actions, pending: isPending ? variables.act : undefined };
}
