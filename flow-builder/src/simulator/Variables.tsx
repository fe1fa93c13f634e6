/** What the flow knows now. */
import { useT } from '../texts';
import type { Played } from './conversation';

export function Variables({ played }: { played: Played }) {
  const t = useT();
  return (
    <section className="simulator-column" aria-label={t('simulator.variables')} tabIndex={0}>
      <h3>{t('simulator.variables')}</h3>
      {played.variables.length === 0 ? (
        <p className="muted">{t('simulator.noVariables')}</p>
      ) : (
        <dl className="values">
          {played.variables.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
