/** Stands in for a service that the flow calls: what it answers is typed here. */
import { Button, NumberField, TextArea } from '@tsunagi/ui';
import { useState } from 'react';

import type { HttpCall, HttpResult } from '../engine/types';
import { useT } from '../texts';
import { httpAnswer } from './conversation';

/** What was answered last, for the next call in this window. */
const remembered = { status: 200, body: '{"status": "ok"}' };

export function HttpForm({ call, onAnswer }: { call: HttpCall; onAnswer: (result: HttpResult) => void }) {
  const t = useT();
  const [status, setStatus] = useState(remembered.status);
  const [body, setBody] = useState(remembered.body);
  const answer = () => {
    Object.assign(remembered, { status, body });
    onAnswer(httpAnswer(status, body));
  };
  return (
    <div className="http-form" role="group" aria-label={t('simulator.httpTitle')}>
      <strong>{t('simulator.httpTitle')}</strong>
      <code>
        {call.method} {call.url}
      </code>
      {call.body !== null && <pre>{call.body}</pre>}
      <NumberField
        label={t('simulator.httpStatus')}
        value={status}
        minValue={100}
        maxValue={599}
        formatOptions={{ useGrouping: false }}
        onChange={setStatus}
      />
      <TextArea label={t('simulator.httpBody')} value={body} onChange={setBody} onSubmit={answer} mono rows={2} />
      <div className="http-buttons">
        <Button size="small" variant="primary" onPress={answer}>
          {t('simulator.httpAnswer')}
        </Button>
        <Button size="small" onPress={() => onAnswer({ failed: { reason: 'no answer in time' } })}>
          {t('simulator.httpFail')}
        </Button>
      </div>
    </div>
  );
}
