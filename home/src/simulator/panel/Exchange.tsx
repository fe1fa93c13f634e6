import { Badge, CopyButton, Disclosure, Time } from '@tsunagi/ui';

import { pretty } from './pretty';
import { useT } from '../texts';

export interface ExchangeProps {
  method: string;
  address: string;
  status: number;
  headers: readonly (readonly string[])[];
  body: string;
  at?: string;
  /** What the vendor would say to a call that it does not take. */
  refused?: string;
  /** Offers the whole request as a command. */
  curl?: string;
}

/** One request and what came back, folded. */
export function Exchange({ method, address, status, headers, body, at, refused, curl }: ExchangeProps) {
  const t = useT();
  const good = status >= 200 && status < 300;
  return (
    <li className="exchange">
      <div className="exchange-head">
        <Badge tone={good && refused === undefined ? 'good' : 'bad'} title={t('panel.answered', { status })}>
          {status}
        </Badge>
        <code>
          {method} {address}
        </code>
        {at ? (
          <span className="quiet small">
            <Time at={at} show="brief" />
          </span>
        ) : null}
      </div>
      {refused === undefined ? null : (
        <p className="exchange-refusal small">
          {t('panel.refused')}: {refused}
        </p>
      )}
      <Disclosure label={t('panel.body')} defaultExpanded={refused !== undefined}>
        <pre tabIndex={0} role="group" aria-label={t('panel.body')}>
          {pretty(body)}
        </pre>
        <CopyButton size="small" withLabel text={body} label={t('panel.copyBody')} />
      </Disclosure>
      <Disclosure label={t('panel.headers')}>
        <pre tabIndex={0} role="group" aria-label={t('panel.headers')}>
          {headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
        </pre>
      </Disclosure>
      {curl ? <CopyButton size="small" withLabel text={curl} label={t('panel.copyCurl')} /> : null}
    </li>
  );
}
