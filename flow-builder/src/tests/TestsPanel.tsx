/** The flow's tests. */
import { useT } from '../texts';

export function TestsPanel() {
  const t = useT();
  return <p className="panel-empty">{t('tests.none')} {t('tests.noneText')}</p>;
}
