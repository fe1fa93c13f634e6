import type { Ability, Overview } from '@tsunagi/api-client';
import { useFormat } from '@tsunagi/i18n';
import { type Icon, Keys, Link } from '@tsunagi/ui';
import { Headset, Smartphone, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';

import { useT } from './texts';

type DoorId = 'builder' | 'desk' | 'simulator';

interface Door {
  id: DoorId;
  icon: Icon;
  shortcut: string;
  ability: Ability;
}

const DOORS: readonly Door[] = [
  { id: 'builder', icon: Workflow, shortcut: 'g b', ability: 'read_flows' },
  { id: 'desk', icon: Headset, shortcut: 'g d', ability: 'read_conversations' },
  { id: 'simulator', icon: Smartphone, shortcut: 'g s', ability: 'use_simulator' },
];

/** The three big doors, each with what is behind it now. */
export function Doors({ overview, abilities }: { overview: Overview; abilities: readonly Ability[] }) {
  const t = useT();
  return (
    <nav className="doors" aria-label={t('doors.title')}>
      {DOORS.filter((door) => abilities.includes(door.ability)).map(({ id, icon: Drawing, shortcut }) => (
        <Link key={id} href={`/${id}`} className="tn-card door">
          <span className="door-icon" aria-hidden>
            <Drawing size={22} />
          </span>
          <span className="door-text">
            <strong>{t(`names.${id}`)}</strong>
            <span className="quiet">{t(`doors.${id}`)}</span>
            <DoorState id={id} overview={overview} />
          </span>
          <span className="door-keys" aria-hidden>
            <Keys shortcut={shortcut} />
          </span>
        </Link>
      ))}
    </nav>
  );
}

function DoorState({ id, overview }: { id: DoorId; overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const { flows, flows_published: live, longest_wait_s: longest } = overview;
  const { conversations_waiting: waiting, conversations_counted_to: most } = overview;
  const lines: Record<DoorId, () => ReactNode> = {
    builder: () => {
      if (flows === 0) return t('doors.noFlows');
      const drafts = flows - live;
      return [t('doors.flows', { count: live }), drafts > 0 && t('doors.drafts', { count: drafts })].filter(Boolean).join(' · ');
    },
    desk: () => {
      if (waiting === 0) return t('doors.nobody');
      const wait = longest === null || longest === undefined ? '' : t('doors.longest', { time: format.clock(longest) });
      const who = t('doors.waiting', { waiting: format.countTo(waiting, most) });
      return [who, wait].filter(Boolean).join(' · ');
    },
    simulator: () => t('doors.phones', { count: overview.channels.length }),
  };
  return (
    <span className="door-state tn-figures" data-hot={(id === 'desk' && waiting > 0) || undefined}>
      {lines[id]()}
    </span>
  );
}
