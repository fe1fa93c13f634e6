import { useState } from 'react';

import { STEPS, type StepId } from './steps';

const KEY = 'tsunagi.first-steps';

interface Remembered {
  hidden: boolean;
  seen: StepId[];
}

/** What this browser knows of the first steps. */
export function useRemembered(): [Remembered, (change: Partial<Remembered>) => void] {
  const [state, setState] = useState(read);
  const change = (part: Partial<Remembered>) => {
    const next = { ...state, ...part };
    setState(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // Without storage the list comes back on the next visit.
    }
  };
  return [state, change];
}

function read(): Remembered {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Remembered>;
    const seen = Array.isArray(stored.seen) ? stored.seen : [];
    return { hidden: stored.hidden === true, seen: STEPS.filter((id) => seen.includes(id)) };
  } catch {
    return { hidden: false, seen: [] };
  }
}
