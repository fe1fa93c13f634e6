/** Who is in the flow while it is published. */
import type { PublishPreview } from '@tsunagi/api-client';

import { useT } from '../texts';

export function PreviewRunning({ preview }: { preview: PublishPreview }) {
  const t = useT();
  return (
    <section>
      <h3>{t('publish.running')}</h3>
      <p>{running(preview, t)}</p>
    </section>
  );
}

function running(preview: PublishPreview, t: ReturnType<typeof useT>): string {
  const count = preview.running_conversations;
  if (preview.running_is_at_least) return t('publish.runningAtLeast', { count });
  return count === 0 ? t('publish.runningNone') : t('publish.runningSome', { count });
}
