import { useFormat } from '@tsunagi/i18n';
import { useEffect, useState } from 'react';

const TICK_MS = 30_000;
const AHEAD_MS = 60_000;

export interface TimeProps {
  /** RFC 3339. */
  at: string;
  /** `relative` (the default) counts while it is recent; `brief` and `time` do not move. */
  show?: 'relative' | 'brief' | 'time';
  /** The product's clock where it was moved. */
  nowMs?: number;
}

/** A moment in the viewer's zone, with the exact value on hover. */
export function Time({ at, show = 'relative', nowMs }: TimeProps) {
  const format = useFormat();
  const [tick, setTick] = useState(() => Date.now());
  useEffect(() => {
    if (show !== 'relative') return undefined;
    const timer = setInterval(() => setTick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [show]);
  const now = nowMs ?? tick;
  // After the clock was moved, what is new lies ahead of this machine's time: then the moment itself says more.
  const ahead = Date.parse(at) - now > AHEAD_MS;
  const text = show === 'time' ? format.time(at) : format[ahead ? 'brief' : show](at, now);
  return (
    <time dateTime={at} title={format.exact(at)}>
      {text}
    </time>
  );
}
