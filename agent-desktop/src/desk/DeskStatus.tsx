import type { Overview } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { classes } from '@tsunagi/ui';
import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';

import { useLineState } from '../api/live';
import { useNow } from '../list/clock';
import { waitedS } from '../list/wait';
import { useT } from '../texts';

/** A loss shorter than this is nobody's business. Milliseconds. */
const PATIENCE_MS = 2_000;

interface DeskStatusProps {
  overview: Overview | undefined;
  /** When that was read, Unix milliseconds. */
  readAtMs: number;
}

/** In the head of the page: who waits, and whether the page is live. */
export function DeskStatus({ overview, readAtMs }: DeskStatusProps) {
  const t = useT();
  const format = useFormat();
  const broken = useLongBroken();
  const count = overview?.conversations_waiting ?? 0;
  return (
    <div className="desk-status">
      {broken ? (
        <span className="desk-offline" role="status">
          <WifiOff size={14} aria-hidden />
          <span className="desk-offline-text">{t('offline')}</span>
        </span>
      ) : null}
      {overview ? (
        <span className={classes('desk-waiting', count > 0 && 'desk-waiting-some')}>
          {t('waitingNow', { waiting: format.countTo(count, overview.conversations_counted_to) })}
          {count > 0 && typeof overview.longest_wait_s === 'number' ? (
            <LongestWait sinceMs={readAtMs - overview.longest_wait_s * 1000} />
          ) : null}
        </span>
      ) : null}
    </div>
  );
}

function LongestWait({ sinceMs }: { sinceMs: number }) {
  const t = useT();
  const format = useFormat();
  return <span className="desk-longest"> · {t('longest', { clock: format.clock(waitedS(sinceMs, useNow())) })}</span>;
}

function useLongBroken(): boolean {
  const broken = useLineState() !== 'open';
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!broken) {
      setLong(false);
      return undefined;
    }
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [broken]);
  return long;
}
