import { EmptyState, LinkButton } from '@tsunagi/ui';
import { Lock } from 'lucide-react';

import { useT } from './texts';

export function NoAccess() {
  const t = useT();
  return <EmptyState icon={Lock} text={t('noAccess')} action={<LinkButton href="/">{t('toHome')}</LinkButton>} />;
}
