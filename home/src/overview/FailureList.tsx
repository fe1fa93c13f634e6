import type { Failure } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { Badge, Button, ConfirmByName, ErrorState, Skeleton, Time, toast, useErrorText } from '@tsunagi/ui';
import { CircleCheck, Download, RotateCw, X } from 'lucide-react';
import { useState } from 'react';

import { useDismissFailure, useFailures, useRetryFailure } from '../api/overview';
import { useT } from './texts';

const SHOWN_AT_FIRST = 5;

export function FailureList({ canRetry }: { canRetry: boolean }) {
  const t = useT();
  const failures = useFailures();
  const [all, setAll] = useState(false);
  const items = failures.data ?? [];
  const shown = all ? items : items.slice(0, SHOWN_AT_FIRST);
  const retry = useSettle(useRetryFailure(), t('failures.retried'));
  const dismiss = useSettle(useDismissFailure(), t('failures.dismissed'));
  // What is dismissed was seen to; a message that was given up is lost with it.
  const [discarding, setDiscarding] = useState<Failure>();
  const settle = (failure: Failure) => (failure.kind === 'dead_letter' ? setDiscarding(failure) : dismiss(failure.id));
  const retryable = items.filter((failure) => canRetry && failure.can_retry);
  return (
    <section aria-labelledby="failures-title">
      <div className="section-head">
        <h2 id="failures-title">{t('failures.title')}</h2>
        {retryable.length > 1 ? (
          <Button size="small" variant="quiet" icon={RotateCw} onPress={() => retryable.forEach((it) => retry(it.id))}>
            {t('failures.retryAll')}
          </Button>
        ) : null}
      </div>
      {failures.isError ? (
        <ErrorState error={failures.error} onRetry={() => void failures.refetch()} />
      ) : (
        <div className="tn-card">
          {failures.isPending ? (
            <div className="row">
              <Skeleton lines={2} />
            </div>
          ) : null}
          {failures.isSuccess && items.length === 0 ? (
            <p className="row quiet">
              <CircleCheck size={16} aria-hidden />
              {t('failures.none')}
            </p>
          ) : null}
          <ul className="rows">
            {shown.map((failure) => (
              <FailureRow
                key={failure.id}
                failure={failure}
                bodyHref={canRetry && failure.has_body ? `/api/v1/failures/${encodeURIComponent(failure.id)}/body` : undefined}
                onRetry={canRetry && failure.can_retry ? () => retry(failure.id) : undefined}
                onDismiss={canRetry && failure.can_dismiss ? () => settle(failure) : undefined}
              />
            ))}
          </ul>
          {items.length > SHOWN_AT_FIRST ? (
            <div className="rows-more">
              <Button size="small" variant="quiet" onPress={() => setAll(!all)}>
                {all ? t('failures.less') : t('failures.more', { count: items.length - SHOWN_AT_FIRST })}
              </Button>
            </div>
          ) : null}
        </div>
      )}
      {discarding ? (
        <ConfirmByName
          title={t('failures.discardTitle')}
          text={t(discarding.flow_waits ? 'failures.discardCallText' : 'failures.discardText')}
          name={discarding.id}
          confirmLabel={t('failures.discard')}
          isOpen
          onOpenChange={(open) => (open ? undefined : setDiscarding(undefined))}
          onConfirm={() => dismiss(discarding.id)}
        />
      ) : null}
    </section>
  );
}

function FailureRow({
  failure,
  bodyHref,
  onRetry,
  onDismiss,
}: {
  failure: Failure;
  /** Where the body that could not be read is. */
  bodyHref: string | undefined;
  onRetry: (() => void) | undefined;
  onDismiss: (() => void) | undefined;
}) {
  const t = useT();
  const [language] = useLanguage();
  return (
    <li className="row">
      <span className="row-main">
        <span className="row-title">
          <Badge tone={failure.kind === 'rejected_send' ? 'warn' : 'bad'}>{t.or(`failures.${failure.kind}`, failure.kind)}</Badge>
          <span className="quiet small">
            <Time at={failure.at} />
          </span>
        </span>
        <span>{language === 'ja' ? failure.what_ja : failure.what_en}</span>
      </span>
      {bodyHref ? (
        <a className="tn-button" data-variant="quiet" data-size="small" href={bodyHref} download>
          <Download size={14} aria-hidden />
          {t('failures.body')}
        </a>
      ) : null}
      {onRetry ? (
        <Button size="small" onPress={onRetry}>
          {t('failures.retry')}
        </Button>
      ) : null}
      {onDismiss ? (
        <Button size="small" variant="quiet" icon={X} onPress={onDismiss}>
          {t(failure.kind === 'dead_letter' ? 'failures.discard' : 'failures.dismiss')}
        </Button>
      ) : null}
    </li>
  );
}

function useSettle(settle: ReturnType<typeof useRetryFailure>, done: string): (id: string) => void {
  const errorText = useErrorText();
  return (id) =>
    void settle
      .mutateAsync(id)
      .then(() => toast({ tone: 'good', text: done }))
      .catch((error: unknown) => toast({ tone: 'bad', text: errorText(error) }));
}
