import type { CustomerSummary } from '@tsunagi/api-client';
import { useEffect, useRef, useState } from 'react';

import { useT } from '../texts';
import type { Thread } from '../timeline/thread';
import { useContentText } from './contentText';

interface AnnouncerProps {
  thread: Thread;
  customer: CustomerSummary;
  ready: boolean;
  lastSeq: number;
}

/** Reads out what the customer says while the conversation is open; not what was there before. */
export function Announcer({ thread, customer, ready, lastSeq }: AnnouncerProps) {
  const t = useT();
  const contentText = useContentText();
  const heard = useRef<number | undefined>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!ready) return;
    const from = heard.current;
    heard.current = lastSeq;
    if (from === undefined) return;
    const said = thread.entries.filter((it) => it.seq > from && it.author.type === 'customer');
    const texts = said.flatMap(({ body }) => (body.type === 'message' ? [contentText(body.content)] : []));
    if (texts.length > 0) setText(t('thread.said', { name: customer.name, text: texts.join(' ') }));
  }, [lastSeq, ready]);
  return (
    <div className="tn-hidden" aria-live="polite">
      {text}
    </div>
  );
}
