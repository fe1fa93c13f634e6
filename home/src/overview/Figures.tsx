import type { Overview } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';

import { useT } from './texts';

export function Figures({ overview }: { overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const longest = overview.longest_wait_s;
  const count = (value: number) => format.countTo(value, overview.conversations_counted_to);
  const figures = [
    { id: 'inFlow', value: count(overview.conversations_in_flow) },
    { id: 'waiting', value: count(overview.conversations_waiting), hot: overview.conversations_waiting > 0 },
    { id: 'longest', value: typeof longest === 'number' ? format.clock(longest) : t('now.none') },
    { id: 'active', value: count(overview.conversations_active) },
    { id: 'agents', value: format.number(overview.agents_online) },
  ] as const;
  return (
    <section id="now" aria-labelledby="now-title" tabIndex={-1}>
      <div className="section-head">
        <h2 id="now-title">{t('now.title')}</h2>
      </div>
      <dl className="tn-card figures">
        {figures.map((figure) => (
          <div key={figure.id}>
            <dt>{t(`now.${figure.id}`)}</dt>
            <dd className="tn-figures" data-hot={('hot' in figure && figure.hot) || undefined}>
              {figure.value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
