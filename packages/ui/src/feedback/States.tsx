import { CircleAlert } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';

import { Button } from '../button/Button';
import { Disclosure } from '../data/Disclosure';
import type { Icon } from '../icons';
import { useUiT } from '../texts';

export interface EmptyStateProps {
  icon?: Icon;
  /** One sentence that teaches. */
  text: string;
  /** One button. */
  action?: ReactNode;
}

export function EmptyState({ icon: Drawing, text, action }: EmptyStateProps) {
  return (
    <div className="tn-empty">
      {Drawing ? <Drawing size={24} aria-hidden /> : null}
      <p>{text}</p>
      {action}
    </div>
  );
}

/** What can be read off an `ApiProblem`, without knowing it. */
export interface ErrorLike {
  title?: string;
  detail?: string;
  code?: string;
  status?: number;
  path?: string;
  requestId?: string;
  message?: string;
}

export interface ErrorStateProps {
  error: unknown;
  /** What was being attempted, as a noun: “Flows”. */
  title?: string;
  onRetry?: () => void;
}

/** What happened, what was kept, what to do; details fold out with an id to quote. */
export function ErrorState({ error, title, onRetry }: ErrorStateProps) {
  const t = useUiT();
  const known = asErrorLike(error);
  const details = [
    { name: t('error.code'), value: known.code },
    { name: t('error.status'), value: known.status ? String(known.status) : undefined },
    { name: t('error.field'), value: known.path },
    { name: t('error.request'), value: known.requestId },
    { name: t('error.cause'), value: known.detail ? undefined : known.message },
  ].filter((row) => row.value);
  return (
    <div className="tn-error-state" role="alert">
      <strong>
        <CircleAlert size={16} aria-hidden />
        {title ?? (known.title || t('error.title'))}
      </strong>
      <p>{errorText(error, t)}</p>
      {onRetry ? (
        <Button size="small" onPress={onRetry}>
          {t('error.retry')}
        </Button>
      ) : null}
      {details.length > 0 ? (
        <Disclosure label={t('error.details')}>
          <dl>
            {details.map((row) => (
              <div key={row.name} style={{ display: 'contents' }}>
                <dt>{row.name}</dt>
                <dd>{row.value}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      ) : null}
    </div>
  );
}

/** The sentence of an error for a toast or a field. */
export function errorText(error: unknown, t: ReturnType<typeof useUiT>): string {
  const known = asErrorLike(error);
  if (known.code === 'network') return t('error.network');
  return known.detail || t('error.unknown');
}

/** `errorText` in the person's language, for use in callbacks. */
export function useErrorText(): (error: unknown) => string {
  const t = useUiT();
  return (error) => errorText(error, t);
}

function asErrorLike(error: unknown): ErrorLike {
  return typeof error === 'object' && error !== null ? (error as ErrorLike) : { message: String(error) };
}

export interface SkeletonProps {
  width?: CSSProperties['width'];
  height?: CSSProperties['height'];
  /** That many lines, the last one shorter. */
  lines?: number;
}

/** The room of something that loads. Announce the loading itself once per page, by `LoadingText`. */
export function Skeleton({ width = '100%', height, lines = 1 }: SkeletonProps) {
  return (
    <span className="tn-stack" style={{ gap: 8, width }} aria-hidden>
      {Array.from({ length: lines }, (_, index) => (
        <span
          key={index}
          className="tn-skeleton"
          style={{ ...(height ? { height } : {}), width: lines > 1 && index === lines - 1 ? '60%' : '100%' }}
        />
      ))}
    </span>
  );
}

/** Tells screen readers that something loads. */
export function LoadingText() {
  const t = useUiT();
  return (
    <span className="tn-hidden" role="status">
      {t('loading')}
    </span>
  );
}
