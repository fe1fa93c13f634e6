import type { ReactNode } from 'react';

import type { Icon } from '../icons';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

export interface BadgeProps {
  children: ReactNode;
  tone?: Tone;
  icon?: Icon;
  title?: string;
}

export function Badge({ children, tone = 'neutral', icon: Drawing, title }: BadgeProps) {
  return (
    <span className="tn-badge" data-tone={tone} title={title}>
      {Drawing ? <Drawing size={12} aria-hidden /> : null}
      {children}
    </span>
  );
}

export interface StatusDotProps {
  tone: 'good' | 'warn' | 'bad' | 'off' | 'neutral';
  /** What the dot says, in words. */
  label: string;
  /** Shows the words beside the dot. */
  withLabel?: boolean;
}

export function StatusDot({ tone, label, withLabel = false }: StatusDotProps) {
  return withLabel ? (
    <span className="tn-status">
      <span className="tn-dot" data-tone={tone} aria-hidden />
      {label}
    </span>
  ) : (
    <span className="tn-dot" data-tone={tone} role="img" aria-label={label} title={label} />
  );
}
