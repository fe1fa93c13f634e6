import type { ChoiceOption, Failure } from '@tsunagi/webchat-client';
import type { JSX } from 'preact';

import type { Messages, Words } from '../i18n';
import { ContentView } from './ContentView';
import type { MessageRow } from './rows';

export interface BubbleActions {
  pick(option: ChoiceOption): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
}

interface BubbleProps {
  readonly row: MessageRow;
  readonly words: Words;
  /** The line to the server is up, so that "sending" means sending. */
  readonly online: boolean;
  readonly origin: string;
  readonly actions: BubbleActions;
}

/** One message with its speaker, time and, on own ones, how far it got. */
export function Bubble({ row, words, online, origin, actions }: BubbleProps): JSX.Element {
  const { t } = words;
  const side = row.own ? 'own' : 'other';
  const classes = ['message', side, row.first && 'first', row.delivery === 'failed' && 'failed'];
  return (
    <li class={classes.filter(Boolean).join(' ')}>
      <span class={row.name === undefined ? 'hidden' : 'name'}>{row.own ? t.you : (row.name ?? t.support)}</span>
      <div class="bubble">
        <ContentView
          content={row.content}
          {...(row.choice && { choice: row.choice })}
          words={words}
          origin={origin}
          onPick={actions.pick}
        />
      </div>
      {(row.last || row.delivery) && (
        <span class="meta">
          <time dateTime={new Date(row.at).toISOString()} title={words.exact(row.at)}>
            {words.time(row.at)}
          </time>
          {row.delivery && <span class={`delivery ${row.delivery}`}>{deliveryText(row, online, t)}</span>}
        </span>
      )}
      {row.delivery === 'failed' && row.clientId !== undefined && (
        <Mend clientId={row.clientId} failure={row.failure} t={t} actions={actions} />
      )}
    </li>
  );
}

function Mend(props: {
  clientId: string;
  failure: Failure | undefined;
  t: Messages;
  actions: BubbleActions;
}): JSX.Element {
  const { clientId, failure, t, actions } = props;
  return (
    <span class="mend">
      {failure !== 'too_long' && (
        <button type="button" class="link" onClick={() => actions.retry(clientId)}>
          {t.retry}
        </button>
      )}
      <button type="button" class="link" onClick={() => actions.discard(clientId)}>
        {t.discard}
      </button>
    </span>
  );
}

function deliveryText(row: MessageRow, online: boolean, t: Messages): string {
  switch (row.delivery) {
    case 'sending':
      return online ? t.sending : t.waitingForNetwork;
    case 'failed':
      return { too_long: t.failedTooLong, refused: t.failedRefused, no_answer: t.failedNoAnswer }[
        row.failure ?? 'no_answer'
      ];
    default:
      return t.sent;
  }
}
