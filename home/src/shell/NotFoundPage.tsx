import { EmptyState, LinkButton } from '@tsunagi/ui';
import { MapPinOff } from 'lucide-react';

import { Page } from './Page';
import { useT } from './texts';

export function NotFoundPage() {
  const t = useT();
  return (
    <Page title="404">
      <h1 className="tn-hidden">404</h1>
      <EmptyState
        icon={MapPinOff}
        text={t('notFound')}
        action={
          <LinkButton variant="primary" href="/">
            {t('toHome')}
          </LinkButton>
        }
      />
    </Page>
  );
}
