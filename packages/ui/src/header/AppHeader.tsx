import { CircleUserRound, Headset, House, Keyboard, KeyRound, LogOut, Settings, Users, Workflow } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-aria-components';
import { Smartphone } from 'lucide-react';

import { type Action, useActions } from '../actions/actions';
import { IconButton } from '../button/Button';
import type { Icon } from '../icons';
import { Menu, type MenuEntry } from '../overlay/Menu';
import { useUiT } from '../texts';
import { goTo } from '../app/navigate';
import { openKeyMap } from './keymap-state';
import { BrandMark } from './Brand';
import { usePreferenceSections } from './preferences';

export type Place = 'home' | 'builder' | 'desk' | 'simulator';

/** What the header needs of `Me`. */
export interface HeaderPerson {
  user: { name: string; email: string };
  workspace: string;
  abilities: readonly string[];
}

export interface AppHeaderProps {
  /** The door that the page lies behind. */
  current?: Place;
  /** Absent while it loads: then only what needs no ability is shown. */
  me?: HeaderPerson | undefined;
  onLogOut?: () => void;
  /** The application's own part: title, state, buttons. */
  children?: ReactNode;
}

interface Door {
  id: Place;
  href: string;
  icon: Icon;
  shortcut?: string;
  ability?: string;
}

const DOORS: readonly Door[] = [
  { id: 'home', href: '/', icon: House, shortcut: 'g h' },
  { id: 'builder', href: '/builder', icon: Workflow, shortcut: 'g b', ability: 'read_flows' },
  { id: 'desk', href: '/desk', icon: Headset, shortcut: 'g d', ability: 'read_conversations' },
  { id: 'simulator', href: '/simulator', icon: Smartphone, shortcut: 'g s', ability: 'use_simulator' },
];

export function AppHeader({ current, me, onLogOut, children }: AppHeaderProps) {
  const t = useUiT();
  const abilities = me?.abilities;
  const doors = useMemo(
    () => DOORS.filter((door) => door.ability === undefined || abilities?.includes(door.ability)),
    [abilities],
  );
  useActions(
    useMemo(
      (): Action[] => [
        ...doors.map((door) => ({
          id: `go-${door.id}`,
          name: t(`nav.${door.id}`),
          group: t('keymap.go'),
          perform: () => goTo(door.href),
          ...(door.shortcut ? { shortcut: door.shortcut } : {}),
        })),
        { id: 'keymap', name: t('keymap.title'), group: t('keymap.general'), shortcut: '?', perform: openKeyMap },
      ],
      [doors, t],
    ),
  );
  return (
    <header className="tn-header">
      <a className="tn-skip" href="#main">
        {t('nav.skip')}
      </a>
      <Link className="tn-brand" href="/" aria-label={t('nav.brand')}>
        <BrandMark />
        <span className="tn-brand-name">Tsunagi</span>
      </Link>
      <nav className="tn-nav" aria-label={t('nav.label')}>
        {doors.map(({ id, href, icon: Drawing }) => (
          <Link key={id} href={href} {...(id === current ? { 'aria-current': 'page' as const } : {})}>
            <Drawing size={16} aria-hidden />
            <span className="tn-nav-label">{t(`nav.${id}`)}</span>
          </Link>
        ))}
      </nav>
      <div className="tn-header-middle">{children}</div>
      <PersonMenu me={me} onLogOut={onLogOut} />
    </header>
  );
}

function PersonMenu({ me, onLogOut }: Pick<AppHeaderProps, 'me' | 'onLogOut'>) {
  const t = useUiT();
  const preferences = usePreferenceSections();
  const can = (ability: string) => me?.abilities.includes(ability) ?? false;
  const settings: MenuEntry[] = [];
  if (can('manage_channels')) {
    settings.push({ id: 'channels', label: t('nav.channels'), icon: Settings, href: '/settings/channels' });
  }
  if (can('manage_people')) {
    settings.push({ id: 'people', label: t('nav.people'), icon: Users, href: '/settings/people' });
  }
  const own: MenuEntry[] = [
    ...(me ? [{ id: 'password', label: t('nav.password'), icon: KeyRound, href: '/settings/password' }] : []),
    { id: 'keymap', label: t('keymap.title'), icon: Keyboard, shortcut: '?', perform: openKeyMap },
  ];
  if (me && onLogOut) own.push({ id: 'log-out', label: t('nav.logOut'), icon: LogOut, perform: onLogOut });
  return (
    <Menu
      label={t('nav.person')}
      placement="bottom end"
      trigger={<IconButton icon={CircleUserRound} label={me ? `${me.user.name} · ${t('nav.person')}` : t('nav.person')} />}
      sections={[
        ...(me
          ? [{ id: 'settings', heading: `${me.user.name} · ${me.user.email}`, entries: settings.length ? settings : [] }]
          : []),
        ...preferences,
        { id: 'own', entries: own },
      ]}
    />
  );
}
