import { Button } from '@tsunagi/ui';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

import { loadEarlier } from '../api/threads';
import { useT } from '../texts';

interface EarlierProps {
  customerId: string;
  more: boolean;
  box: RefObject<HTMLElement | null>;
}

/** At the top of the timeline: loads what was before as soon as it comes near, and by a button for the keyboard. */
export function Earlier({ customerId, more, box }: EarlierProps) {
  const t = useT();
  const mark = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');

  const load = async (): Promise<void> => {
    setState('loading');
    try {
      await loadEarlier(customerId);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  useEffect(() => {
    const element = mark.current;
    if (!element || !more || state !== 'idle') return undefined;
    const observer = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && void load(), {
      root: box.current,
      rootMargin: '300px 0px 0px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [more, state, customerId]);

  return (
    <div ref={mark} className="earlier">
      {!more ? (
        <span className="earlier-begin">{t('load.begin')}</span>
      ) : (
        <>
          {state === 'failed' ? <span role="alert">{t('load.earlierFailed')}</span> : null}
          <Button size="small" variant="quiet" isPending={state === 'loading'} onPress={() => void load()}>
            {state === 'failed' ? t('load.again') : t('load.earlier')}
          </Button>
        </>
      )}
    </div>
  );
}
