/** A remark on the canvas. */
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';

import { useEditorStore } from '../editor/store';
import { useT } from '../texts';
import type { CardNode } from './graph';

export const CommentCard = memo(function CommentCard({ id, data, selected }: NodeProps<CardNode>) {
  const t = useT();
  const store = useEditorStore();
  return (
    <div
      className="comment"
      data-selected={selected}
      data-node={id}
      role="group"
      tabIndex={selected ? 0 : -1}
      aria-label={`${t('canvas.comment')}. ${data.summary}`}
      onFocus={() => {
        if (!store.getState().selection.includes(id)) store.getState().select([id]);
      }}
    >
      {data.summary || <span className="muted">{t('canvas.commentEmpty')}</span>}
    </div>
  );
});
