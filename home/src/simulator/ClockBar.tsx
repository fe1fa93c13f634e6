import { useFormat } from '@tsunagi/i18n';
import { Badge, Button, toast, useErrorText } from '@tsunagi/ui';
import { Clock } from 'lucide-react';
import { useEffect, useState } from 'react';

import { clockNowMs, useClock, useMoveClock } from '../api/simulator';
import { useT } from './texts';

const STEPS = [
  { id: 'minute', seconds: 60 },
  { id: 'tenMinutes', seconds: 600 },
  { id: 'hour', seconds: 3_600 },
  { id: 'day', seconds: 86_400 },
] as const;

/** The product's clock, and the way to move it forward. */
export function ClockBar({ canMove }: { canMove: boolean }) {
  const t = useT();
  const format = useFormat();
  const errorText = useErrorText();
  const clock = useClock();
  const move = useMoveClock();
  useEverySecond();
  if (!clock.data) return null;
  const advance = (seconds: number) =>
    move.mutate(seconds, {
      onSuccess: () => toast({ text: t('clock.done', { time: format.duration(seconds) }) }),
      onError: (error) => toast({ tone: 'bad', text: errorText(error) }),
    });
  const now = clockNowMs(clock.data);
  return (
    <div className="clock" role="group" aria-label={t('clock.label')}>
      <span className="clock-time">
        <Clock size={14} aria-hidden />
        <time dateTime={new Date(now).toISOString()} title={format.exact(now)}>
          {format.dateTime(now)}
        </time>
      </span>
      {clock.data.moved_s > 0 ? (
        <Badge tone="warn">{t('clock.moved', { time: format.duration(clock.data.moved_s) })}</Badge>
      ) : null}
      {canMove ? (
        <span className="tn-row">
          {STEPS.map(({ id, seconds }) => (
            <Button key={id} size="small" isDisabled={move.isPending} onPress={() => advance(seconds)}>
              {t(`clock.${id}`)}
            </Button>
          ))}
        </span>
      ) : null}
      <span className="quiet small">{canMove ? t('clock.hint') : t('clock.onlyDemo')}</span>
    </div>
  );
}

function useEverySecond(): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
}
