import { Button, ErrorState } from '@tsunagi/ui';
import { useRouteError } from 'react-router';

import { useT } from './texts';

/** What a fault in our own code shows. */
export function BrokenPage() {
  const t = useT();
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <main className="page tn-stack">
      <ErrorState error={{ detail: t('broken'), code: message }} />
      <div>
        <Button onPress={() => globalThis.location.reload()}>{t('reload')}</Button>
      </div>
    </main>
  );
}
