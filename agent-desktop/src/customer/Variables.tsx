import type { VariableView } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';

import { useT } from '../texts';

/** What the flow knows, by name. */
export function Variables({ items }: { items: readonly VariableView[] }) {
  const show = useValueText();
  return (
    <dl className="facts">
      {items.map(({ name, value }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{show(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function useValueText(): (value: unknown) => string {
  const t = useT();
  const format = useFormat();
  const show = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('customer.none');
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return format.number(value, { useGrouping: false, maximumFractionDigits: 20 });
    if (typeof value === 'boolean') return value ? t('customer.yes') : t('customer.no');
    if (Array.isArray(value)) return value.map(show).join(', ');
    return JSON.stringify(value);
  };
  return show;
}
