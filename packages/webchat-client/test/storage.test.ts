import { describe, expect, it } from 'vitest';

import { keptIn } from '../src/kept';
import { createStore } from '../src/storage';
import { FakeArea } from './support/area';

describe('storage', () => {
  const pending = { clientId: 'm1', at: 5, afterSeq: 3, body: { type: 'text', text: 'a' }, state: 'queued' } as const;

  it('remembers over pages, each prefix its own', () => {
    const area = new FakeArea();
    const store = createStore(keptIn(area, 'a:'));
    store.setToken('t');
    store.putPending(pending);
    const again = createStore(keptIn(area, 'a:'));
    expect([again.token(), again.outbox()]).toEqual(['t', [pending]]);
    const other = createStore(keptIn(area, 'b:'));
    expect([other.token(), other.outbox()]).toEqual([undefined, []]);
  });

  it('works without an area and with one that refuses', () => {
    const full = new FakeArea();
    full.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    for (const area of [undefined, full]) {
      const store = createStore(keptIn(area, 'a:'));
      store.setToken('t');
      store.putPending(pending);
      expect([store.token(), store.outbox()]).toEqual(['t', [pending]]);
      store.dropPending('m1');
      expect(store.outbox()).toEqual([]);
    }
  });

  it('reads nothing from what others wrote', () => {
    const area = new FakeArea();
    area.setItem('a:log', '{"seq":1}');
    area.setItem('a:out:x', '{"clientId":1}');
    area.setItem('a:read', 'NaN');
    const store = createStore(keptIn(area, 'a:'));
    expect([store.entries(), store.outbox(), store.readSeq()]).toEqual([[], [], 0]);
  });
});
