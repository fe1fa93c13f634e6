import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import {
  Dialog,
  DialogTrigger,
  Header,
  Menu as AriaMenu,
  MenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover as AriaPopover,
} from 'react-aria-components';

import { type Action, isVisible } from '../actions/actions';
import { Keys } from '../data/Kbd';
import type { Icon } from '../icons';

export interface MenuEntry {
  id: string;
  label: string;
  note?: string;
  icon?: Icon;
  shortcut?: string;
  /** Goes there instead of performing. */
  href?: string;
  tone?: 'danger';
  isDisabled?: boolean;
  /** Marks the chosen one of its section. */
  isChosen?: boolean;
  perform?: () => void;
}

export interface MenuSection {
  id: string;
  heading?: string;
  entries: readonly MenuEntry[];
}

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  label: string;
  sections: readonly MenuSection[];
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end';
}

export function Menu({ trigger, label, sections, placement = 'bottom start' }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <AriaPopover className="tn-popover tn-menu-popover" placement={placement} offset={4}>
        <AriaMenu className="tn-menu" aria-label={label}>
          {sections
            .filter((section) => section.entries.length > 0)
            .map((section) => (
              <Section key={section.id} section={section} />
            ))}
        </AriaMenu>
      </AriaPopover>
    </MenuTrigger>
  );
}

function Section({ section }: { section: MenuSection }) {
  const chosen = section.entries.filter((entry) => entry.isChosen).map((entry) => entry.id);
  const choosing = section.entries.some((entry) => entry.isChosen !== undefined);
  return (
    <AriaMenuSection
      className="tn-menu-section"
      {...(section.heading ? {} : { 'aria-label': section.id })}
      {...(choosing ? { selectionMode: 'single' as const, selectedKeys: chosen } : {})}
    >
      {section.heading ? <Header className="tn-menu-heading">{section.heading}</Header> : null}
      {section.entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </AriaMenuSection>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  const { id, label, note, icon: Drawing, shortcut, href, tone, isDisabled, perform } = entry;
  return (
    <MenuItem
      id={id}
      className="tn-item"
      textValue={label}
      data-tone={tone}
      isDisabled={isDisabled ?? false}
      {...(href ? { href } : {})}
      {...(perform ? { onAction: perform } : {})}
    >
      {({ isSelected }) => (
        <>
          {Drawing ? <Drawing size={14} aria-hidden /> : null}
          <span className="tn-item-text">
            {label}
            {note ? <span className="tn-item-note">{note}</span> : null}
          </span>
          {shortcut ? <Keys shortcut={shortcut} /> : null}
          {isSelected ? <Check size={14} aria-hidden /> : null}
        </>
      )}
    </MenuItem>
  );
}

/** The visible ones of some actions, as entries of a menu. */
export function menuEntries(actions: readonly Action[]): MenuEntry[] {
  return actions.filter(isVisible).map(({ id, name, icon, shortcut, perform }) => ({
    id,
    label: name,
    perform,
    ...(icon ? { icon } : {}),
    ...(shortcut ? { shortcut } : {}),
  }));
}

export interface PopoverProps {
  trigger: ReactElement;
  label: string;
  /** Gets the way to close it. */
  children: ReactNode | ((close: () => void) => ReactNode);
  placement?: 'bottom start' | 'bottom end' | 'bottom' | 'top' | 'right' | 'left';
}

/** A small dialog beside its button. */
export function Popover({ trigger, label, children, placement = 'bottom start' }: PopoverProps) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className="tn-popover" placement={placement} offset={4}>
        <Dialog aria-label={label}>{({ close }) => (typeof children === 'function' ? children(close) : children)}</Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
