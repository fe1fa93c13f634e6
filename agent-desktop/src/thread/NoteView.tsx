import { useFormat } from '@tsunagi/i18n';
import { StickyNote } from 'lucide-react';

import { useT } from '../texts';
import type { Row } from '../timeline/rows';

interface NoteViewProps {
  row: Extract<Row, { kind: 'note' }>;
  meId: string | undefined;
}

export function NoteView({ row: { entry, text }, meId }: NoteViewProps) {
  const t = useT();
  const format = useFormat();
  const { author } = entry;
  const name = author.type === 'agent' ? (author.id === meId ? t('who.you') : t('who.named', { name: author.name })) : t('who.system');
  return (
    <li id={`e-${entry.seq}`} className="row-message row-first" data-author="note">
      <div className="row-margin">
        <StickyNote size={14} aria-hidden />
        <time dateTime={entry.at} title={format.exact(entry.at)}>
          {format.time(entry.at)}
        </time>
      </div>
      <div className="row-body">
        <span className="row-author">{t('row.noteBy', { name })}</span>
        <div className="bubble">
          <span className="text">{text}</span>
        </div>
      </div>
    </li>
  );
}
