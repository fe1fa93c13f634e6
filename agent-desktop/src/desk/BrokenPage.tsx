import { ErrorState } from '@tsunagi/ui';
import { useRouteError } from 'react-router';

/** When the page itself fails: what happened, and the way to begin again. */
export function BrokenPage() {
  return (
    <main className="desk-broken">
      <ErrorState error={useRouteError()} onRetry={() => globalThis.location.reload()} />
    </main>
  );
}
