import { useFormat } from '@tsunagi/i18n';
import { Button, useErrorText } from '@tsunagi/ui';
import { Clock, TriangleAlert } from 'lucide-react';

import { discard, writeAgain } from '../api/write';
import { useT } from '../texts';
import type { Outgoing } from '../timeline/thread';

/** What was just written, until the server has it. */
export function OutgoingView({ outgoing, customerId }: { outgoing: Outgoing; customerId: string }) {
  const t = useT();
  const format = useFormat();
  const errorText = useErrorText();
  const isNote = outgoing.kind === 'note';
  const failed = outgoing.state === 'failed';
  return (
    <li className="row-message row-first" data-author={isNote ? 'note' : 'agent'} data-failed={failed || undefined}>
      <div className="row-margin">
        <time dateTime={outgoing.at}>{format.time(outgoing.at)}</time>
      </div>
      <div className="row-body">
        <span className="row-author">{isNote ? t('row.noteBy', { name: t('who.you') }) : t('who.you')}</span>
        <div className="bubble">
          <span className="text">{outgoing.text}</span>
        </div>
        {failed ? (
          <div className="delivery" data-status="rejected" role="alert">
            <span className="delivery-status">
              <TriangleAlert size={12} aria-hidden />
              {isNote ? t('delivery.noteFailed') : t('delivery.failed')}
            </span>
            {outgoing.error === undefined ? null : <span className="delivery-note">{errorText(outgoing.error)}</span>}
            <span className="delivery-mend">
              <Button size="small" onPress={() => writeAgain(customerId, outgoing)}>
                {t('delivery.again')}
              </Button>
              <Button size="small" variant="quiet" onPress={() => discard(customerId, outgoing.key)}>
                {t('delivery.discard')}
              </Button>
            </span>
          </div>
        ) : (
          <div className="delivery" data-status="pending">
            <span className="delivery-status">
              <Clock size={12} aria-hidden />
              {statusText(outgoing, t)}
            </span>
          </div>
        )}
      </div>
    </li>
  );
}

function statusText({ kind, state }: Outgoing, t: ReturnType<typeof useT>): string {
  if (kind === 'note') return state === 'accepted' ? t('delivery.saved') : t('delivery.saving');
  return t('delivery.pending');
}
