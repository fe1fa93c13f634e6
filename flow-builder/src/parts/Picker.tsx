/** A field that narrows a list: arrows move, Enter takes, Escape leaves. Enter while an input method composes does nothing. */
import { isComposing, type Icon } from '@tsunagi/ui';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

export interface PickerItem {
  id: string;
  label: string;
  note?: string;
  icon?: Icon;
  /** Tints the icon by the family of a node. */
  family?: string;
  heading?: string;
}

interface Props {
  label: string;
  placeholder: string;
  items: (query: string) => readonly PickerItem[];
  empty: string;
  onPick: (item: PickerItem) => void;
  onClose: () => void;
  /** Called with the item under the cursor while moving, for previews. */
  onActive?: (item: PickerItem | undefined) => void;
}

export function Picker({ label, placeholder, items, empty, onPick, onClose, onActive }: Props) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const found = items(query);
  const active = found[Math.min(at, found.length - 1)];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, query]);

  const move = (to: number) => {
    const next = found.length === 0 ? 0 : (to + found.length) % found.length;
    setAt(next);
    onActive?.(found[next]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(Math.min(at, found.length - 1) + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (active) onPick(active);
    }
  };

  return (
    <div className="picker">
      <input
        className="tn-input picker-input"
        role="combobox"
        aria-label={label}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        {...(active ? { 'aria-activedescendant': `${id}-${active.id}` } : {})}
        aria-autocomplete="list"
        placeholder={placeholder}
        value={query}
        // A menu that opens under the cursor is there to be typed into.
        autoFocus
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!event.currentTarget.parentElement?.contains(event.relatedTarget)) onClose();
        }}
      />
      <ul className="picker-list" id={`${id}-list`} role="listbox" aria-label={label} ref={list} tabIndex={-1}>
        {found.map((item, index) => (
          <Item
            key={item.id}
            id={`${id}-${item.id}`}
            item={item}
            heading={item.heading !== found[index - 1]?.heading ? item.heading : undefined}
            isActive={item === active}
            onPick={() => onPick(item)}
            onEnter={() => setAt(index)}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="picker-empty">{empty}</p>}
    </div>
  );
}

interface ItemProps {
  id: string;
  item: PickerItem;
  heading: string | undefined;
  isActive: boolean;
  onPick: () => void;
  onEnter: () => void;
}

function Item({ id, item, heading, isActive, onPick, onEnter }: ItemProps) {
  const { icon: Drawing } = item;
  return (
    <>
      {heading !== undefined && (
        <li className="picker-heading" role="presentation">
          {heading}
        </li>
      )}
      <li
        id={id}
        role="option"
        aria-selected={isActive}
        className="picker-item"
        data-family={item.family}
        onPointerMove={onEnter}
        // The field keeps the focus, so that leaving it means leaving the menu.
        onPointerDown={(event) => event.preventDefault()}
        onClick={onPick}
      >
        {Drawing ? (
          <span className="card-icon">
            <Drawing size={14} aria-hidden />
          </span>
        ) : null}
        <span className="picker-text">
          <span>{item.label}</span>
          {item.note ? <span className="picker-note">{item.note}</span> : null}
        </span>
      </li>
    </>
  );
}
