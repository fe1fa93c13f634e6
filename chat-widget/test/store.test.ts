import { FakeArea } from '@tsunagi/webchat-client/testing';
import { expect, it } from 'vitest';

import { createWidgetStore } from '../src/store';

it('remembers how the panel was left, beside the chat of its scope', () => {
  const area = new FakeArea();
  const store = createWidgetStore('a', area);
  store.setToken('t');
  store.setOpen(true);
  store.setDraft('half a sen');
  const again = createWidgetStore('a', area);
  expect([again.token(), again.open(), again.draft()]).toEqual(['t', true, 'half a sen']);
  expect(area.getItem('tsunagi:a:token')).toBe('t');
  const other = createWidgetStore('b', area);
  expect([other.token(), other.open(), other.draft()]).toEqual([undefined, false, '']);
  again.setOpen(false);
  again.setDraft('');
  expect([store.open(), store.draft(), area.length]).toEqual([false, '', 1]);
});
