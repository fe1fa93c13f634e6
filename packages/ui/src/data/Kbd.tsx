import type { ReactNode } from 'react';

import { shortcutCaps } from '../actions/shortcuts';

/** One cap. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="tn-kbd">{children}</kbd>;
}

/** A shortcut as this machine writes it. */
export function Keys({ shortcut }: { shortcut: string }) {
  return (
    <span className="tn-keys">
      {shortcutCaps(shortcut)
        .flat()
        .map((cap, index) => (
          <Kbd key={`${index}${cap}`}>{cap}</Kbd>
        ))}
    </span>
  );
}
