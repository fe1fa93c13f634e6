import type { ConversationDetail } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { Button, isComposing, isSubmitKey, useChannelName } from '@tsunagi/ui';
import { Send, StickyNote } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';

import { useT } from '../texts';
import type { OutgoingKind } from '../timeline/thread';
import { roomFor } from './count';
import type { Room } from './count';
import { keepDraft, readDraft } from './drafts';

interface WriteFieldProps {
  detail: ConversationDetail;
  authorId: string;
  kind: OutgoingKind;
  onWrite: (text: string) => void;
}

/** Enter sends, Shift+Enter breaks the line, Enter inside a conversion does neither, Esc leaves. */
export function WriteField({ detail, authorId, kind, onWrite }: WriteFieldProps) {
  const t = useT();
  const channelName = useChannelName();
  const { conversation, reply } = detail;
  const place = { authorId, conversationId: conversation.id, kind };
  const [text, setText] = useState(() => readDraft(place));
  const area = useRef<HTMLTextAreaElement>(null);
  const isNote = kind === 'note';
  const room = isNote ? undefined : roomFor(text.trim(), reply.text_limit, reply.text_unit);
  const tooLong = room !== undefined && room.parts > reply.text_parts;
  const sendable = text.trim() !== '' && !tooLong;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    // Two more for the border, which scrollHeight leaves out.
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [text]);

  const change = (value: string): void => {
    setText(value);
    keepDraft(place, value);
  };
  const submit = (): void => {
    if (!sendable) return;
    onWrite(text.trim());
    change('');
    area.current?.focus();
  };
  const label = isNote ? t('composer.noteLabel') : t('composer.replyLabel', { channel: channelName(reply.channel) });
  return (
    <div className="write">
      <textarea
        ref={area}
        className="write-input"
        rows={2}
        value={text}
        aria-label={label}
        aria-invalid={tooLong}
        aria-describedby={room?.tight ? 'write-room' : undefined}
        placeholder={isNote ? t('composer.notePlaceholder') : t('composer.replyPlaceholder', { name: conversation.customer.name })}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isSubmitKey(event)) {
            event.preventDefault();
            submit();
          } else if (event.key === 'Escape' && !isComposing(event)) {
            event.currentTarget.blur();
          }
        }}
      />
      <Button variant="primary" size="large" icon={isNote ? StickyNote : Send} isDisabled={!sendable} onPress={submit}>
        {isNote ? t('composer.save') : t('composer.send')}
      </Button>
      {room?.tight ? <RoomText room={room} unit={reply.text_unit} channel={channelName(reply.channel)} tooLong={tooLong} most={reply.text_parts} /> : null}
    </div>
  );
}

interface RoomTextProps {
  room: Room;
  unit: string;
  channel: string;
  tooLong: boolean;
  most: number;
}

function RoomText({ room, unit, channel, tooLong, most }: RoomTextProps) {
  const t = useT();
  const format = useFormat();
  const values = { used: format.number(room.used), limit: format.number(room.limit) };
  const over = { channel, over: format.number(room.used - room.limit * most) };
  const inBytes = unit === 'bytes';
  return (
    <span id="write-room" className="write-room" data-over={tooLong || undefined} role="status">
      {inBytes ? t('composer.usedBytes', values) : t('composer.used', values)}
      {tooLong ? ` · ${inBytes ? t('composer.tooLongBytes', over) : t('composer.tooLong', over)}` : null}
      {!tooLong && room.parts > 1 ? ` · ${t('composer.parts', { count: room.parts })}` : null}
    </span>
  );
}
