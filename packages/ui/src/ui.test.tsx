// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';

import { type Action, listenToKeys, registerActions } from './actions/actions';
import { isComposing, isSubmitKey } from './actions/ime';
import { matchesStroke, parseShortcut, shortcutCaps, ShortcutMatcher } from './actions/shortcuts';
import { sortRows } from './data/sort';
import { closeToast, currentToasts, toast } from './feedback/toasts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('composition', () => {
  it('knows the Enter that ends a composition', () => {
    expect(isComposing({ ...press('Enter'), isComposing: true })).toBe(true);
    expect(isComposing({ ...press('Enter'), nativeEvent: { isComposing: true } })).toBe(true);
    expect(isComposing({ ...press('Enter'), keyCode: 229 })).toBe(true);
    expect(isSubmitKey({ ...press('Enter'), keyCode: 229 })).toBe(false);
    expect(isSubmitKey(press('Enter'))).toBe(true);
    expect(isSubmitKey(press('Enter', { shiftKey: true }))).toBe(false);
  });
});

describe('shortcuts', () => {
  it.each([
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('k', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
    ['?', press('?', { shiftKey: true }), true],
    ['?', press('?'), true],
    ['Mod+K', press('k', { metaKey: true }), false],
    ['g', press('g', { altKey: true }), false],
  ])('%s', (shortcut, event, expected) => {
    const stroke = parseShortcut(shortcut)[0];
    expect(stroke && matchesStroke(stroke, event, false)).toBe(expected);
  });

  it('are written as the machine writes them', () => {
    expect(shortcutCaps('Mod+Shift+Z', true)).toEqual([['⌘', '⇧', 'Z']]);
    expect(shortcutCaps('g b', false)).toEqual([['g'], ['b']]);
  });

  it('wait for the rest of a sequence, but not long', () => {
    const matcher = new ShortcutMatcher();
    const known = ['g b', 'b', '?'];
    expect(matcher.press(press('g'), known, 0)).toEqual({ partial: true });
    expect(matcher.press(press('b'), known, 500)).toEqual({ matched: 'g b', partial: false });
    expect(matcher.press(press('g'), known, 1000).partial).toBe(true);
    expect(matcher.press(press('b'), known, 3000)).toEqual({ matched: 'b', partial: false });
    expect(matcher.press(press('g'), known, 9000).partial).toBe(true);
    expect(matcher.press(press('?'), known, 9100).matched).toBe('?');
  });
});

describe('actions', () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => {
    for (const clean of cleanups.splice(0)) clean();
    document.body.replaceChildren();
  });

  function check(action: Partial<Action>, target: HTMLElement, key: string, expected: number) {
    const perform = vi.fn();
    cleanups.push(registerActions([{ id: 'a', name: 'A', shortcut: key, perform, ...action }]), listenToKeys(window));
    document.body.append(target);
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    expect(perform).toHaveBeenCalledTimes(expected);
  }

  it('perform on their key', () => check({}, document.createElement('div'), '/', 1));
  it('rest while somebody types', () => check({}, document.createElement('input'), '/', 0));
  it('may work while somebody types', () => check({ whileTyping: true }, document.createElement('input'), '/', 1));
  it('rest while not visible', () => check({ visible: () => false }, document.createElement('div'), '/', 0));
  it('rest under a dialog', () => {
    const overlay = document.createElement('div');
    overlay.className = 'tn-overlay';
    check({}, overlay, '/', 0);
  });
});

describe('toasts', () => {
  it('keep the last three; bad news stays until closed', () => {
    vi.useFakeTimers();
    for (const text of ['1', '2', '3']) toast({ text });
    const bad = toast({ text: '4', tone: 'bad' });
    expect(currentToasts().map((item) => item.text)).toEqual(['2', '3', '4']);
    vi.advanceTimersByTime(60_000);
    expect(currentToasts().map((item) => item.text)).toEqual(['4']);
    closeToast(bad);
    expect(currentToasts()).toEqual([]);
    vi.useRealTimers();
  });
});

it('sorts numbers as numbers and leaves equals in order', () => {
  const rows = [{ n: 'a10' }, { n: 'a9' }, { n: 'a9', second: true }];
  expect(sortRows(rows, (row) => row.n, 'ascending')).toEqual([rows[1], rows[2], rows[0]]);
});
