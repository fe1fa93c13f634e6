import { describe, expect, it } from 'vitest';

import { Harness } from './support/harness';

function started(): Harness {
  const harness = new Harness();
  harness.client.start();
  harness.server.settle();
  return harness;
}

describe('connecting', () => {
  it('says hello in its language and keeps the token', () => {
    const { server, store, client } = started();
    expect(server.received).toEqual([{ type: 'hello', v: 1, after: 0, language: 'ja' }]);
    expect(store.token()).toBe('token-1');
    expect(client.state.link).toBe('ready');
  });

  it('WC1 resumes after the last seq, with the token, and shows what it missed', () => {
    const harness = started();
    harness.server.seqStep = 3;
    harness.server.say('token-1', 'flow', { type: 'text', text: 'one' });
    harness.server.settle();
    harness.server.dropAll();
    harness.server.say('token-1', 'flow', { type: 'text', text: 'two' });
    harness.clock.advance(2_000);
    harness.server.settle();
    expect(harness.server.received.at(-1)).toEqual({
      type: 'hello',
      v: 1,
      token: 'token-1',
      after: 3,
      language: 'ja',
    });
    expect(harness.shown()).toEqual(['one', 'two']);
  });

  it('has no hole in its list when the server gives only the newest of what was missed', () => {
    const harness = started();
    harness.server.resumes = 2;
    harness.server.say('token-1', 'flow', { type: 'text', text: 'seen' });
    harness.server.settle();
    expect(harness.client.state.log.earlier).toBeUndefined();
    harness.server.dropAll();
    for (const text of ['one', 'two', 'three']) harness.server.say('token-1', 'flow', { type: 'text', text });
    harness.clock.advance(2_000);
    harness.server.settle();
    expect(harness.shown()).toEqual(['two', 'three']);
    expect(harness.client.state.log.earlier).toBe(true);
  });

  it('WC1 asks again for what an own message overtook', () => {
    const harness = started();
    const lost = { seq: 1, at: '', from: 'flow', content: { type: 'text', text: 'lost' } } as const;
    harness.server.visitors.get('token-1')?.entries.push(lost);
    harness.server.store('token-1', { from: 'customer', client_id: 'mine', content: { type: 'text', text: 'mine' } });
    harness.server.settle();
    expect(harness.shown()).toEqual(['mine']);
    harness.server.dropAll();
    harness.clock.advance(2_000);
    harness.server.settle();
    expect(harness.server.received.at(-1)).toMatchObject({ type: 'hello', after: 0 });
    expect(harness.shown()).toEqual(['lost', 'mine']);
  });

  it('WC4 waits longer after each failed attempt, and starts over after a good connection', () => {
    const harness = started();
    harness.server.reachable = false;
    harness.clock.advance(10_000);
    harness.server.settle();
    harness.server.dropAll();
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const begun = harness.clock.now;
      while (harness.client.state.link === 'waiting') harness.clock.advance(100);
      waits.push(harness.clock.now - begun);
      harness.server.settle();
    }
    expect(waits).toEqual([600, 1200, 2400, 4800, 9600, 19200, 22500, 22500].map((it) => Math.ceil(it / 100) * 100));
    harness.server.reachable = true;
    harness.clock.advance(30_000);
    harness.server.settle();
    harness.clock.advance(10_000);
    harness.server.dropAll();
    harness.clock.advance(600);
    expect(harness.client.state.link).toBe('connecting');
  });

  it('WC4 finds out that a silent line is dead', () => {
    const harness = started();
    harness.clock.advance(25_000);
    expect(harness.server.connections.size).toBe(1);
    harness.clock.advance(10_000);
    expect(harness.client.state.link).toBe('waiting');
  });

  it('stays connected while pongs come', () => {
    const harness = started();
    for (let i = 0; i < 20; i++) {
      harness.clock.advance(25_000);
      harness.server.settle();
    }
    expect(harness.client.state.link).toBe('ready');
  });

  it('WC4 does not wait when the network is back', () => {
    const harness = started();
    harness.server.dropAll();
    harness.client.nudge();
    harness.server.settle();
    expect(harness.client.state.link).toBe('ready');
  });

  const fail = (harness: Harness, code: string): void => {
    for (const connection of harness.server.connections) connection.push({ type: 'error', code, message: '' });
    harness.server.settle();
  };

  it('WC5 does not try again by itself where it is not allowed', () => {
    const harness = started();
    fail(harness, 'not_allowed');
    harness.clock.advance(3_600_000);
    expect(harness.client.state).toMatchObject({ link: 'refused', refusal: 'not_allowed' });
    expect(harness.server.connections.size).toBe(0);
  });

  it('stays away from where it is not allowed when the page comes back into sight', () => {
    const harness = started();
    fail(harness, 'not_allowed');
    harness.client.nudge();
    expect(harness.client.state.link).toBe('refused');
    expect(harness.server.connections.size).toBe(0);
  });

  it('WC5 goes no further where another version is spoken', () => {
    const harness = new Harness();
    harness.client.start();
    const [connection] = harness.server.connections;
    connection?.open();
    connection?.push({ type: 'welcome', v: 2, token: 't', visitor: 'v', new_visitor: true });
    connection?.deliverDown();
    harness.clock.advance(3_600_000);
    expect(harness.client.state).toMatchObject({ link: 'refused', refusal: 'version' });
    expect(harness.store.token()).toBeUndefined();
  });

  it('WC5 connects again when the server has forgotten the connection', () => {
    const harness = started();
    fail(harness, 'closed');
    harness.clock.advance(1_000);
    harness.server.settle();
    expect(harness.client.state.link).toBe('ready');
  });

  it('WC5 pauses when it was too fast, and then sends the same message', () => {
    const harness = started();
    harness.say('quick');
    fail(harness, 'too_fast');
    expect(harness.client.state.link).toBe('ready');
    harness.clock.advance(10_000);
    harness.server.settle();
    expect(harness.stored()).toEqual(['quick']);
  });

  it('knows whether it was ever let in', () => {
    const harness = new Harness();
    harness.server.reachable = false;
    harness.client.start();
    harness.server.settle();
    expect(harness.client.state).toMatchObject({ link: 'waiting', everReady: false });
    harness.server.reachable = true;
    harness.clock.advance(1_000);
    harness.server.settle();
    harness.server.dropAll();
    expect(harness.client.state).toMatchObject({ link: 'waiting', everReady: true });
  });

  it('WC8 forgets what belonged to a visitor that the server no longer knows, but not what was not sent', () => {
    const harness = started();
    harness.server.say('token-1', 'flow', { type: 'text', text: 'old' });
    harness.server.settle();
    harness.server.dropAll();
    harness.server.visitors.clear();
    harness.server.visitors.set('other', { token: 'other', entries: [] });
    harness.say('unsent');
    harness.clock.advance(2_000);
    harness.server.settle();
    expect(harness.shown()).toEqual(['unsent']);
    expect(harness.stored()).toEqual(['unsent']);
    expect(harness.token).toBe('token-2');
  });

  it('two new tabs become one visitor', () => {
    const harness = new Harness();
    const other = harness.newPage();
    harness.client.start();
    other.start();
    harness.server.settle();
    for (const client of [harness.client, other]) client.submit({ type: 'text', text: 'hi' });
    harness.server.settle();
    expect(harness.stored()).toEqual(['hi', 'hi']);
    expect(other.state.log.entries).toEqual(harness.client.state.log.entries);
  });
});

describe('sending', () => {
  it('is queued, accepted, then an entry', () => {
    const harness = started();
    harness.say('hello');
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'queued' }]);
    const [connection] = harness.server.connections;
    connection?.deliverUp();
    connection?.deliverDown();
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'accepted' }]);
    connection?.deliverDown();
    expect(harness.client.state.log.pending).toEqual([]);
    expect(harness.shown()).toEqual(['hello']);
  });

  it('WC2 sends what was written offline after a reload, in order', () => {
    const harness = started();
    harness.server.reachable = false;
    harness.server.dropAll();
    harness.say('one');
    harness.say('two');
    harness.reload();
    harness.server.settle();
    expect(harness.shown()).toEqual(['one', 'two']);
    harness.server.reachable = true;
    harness.clock.advance(60_000);
    harness.server.settle();
    expect(harness.stored()).toEqual(['one', 'two']);
    expect(harness.store.outbox()).toEqual([]);
  });

  it('WC2 sends again under the same id when the acknowledgement was lost', () => {
    const harness = started();
    harness.say('once');
    const [connection] = harness.server.connections;
    connection?.deliverUp();
    connection?.drop();
    harness.clock.advance(2_000);
    harness.server.settle();
    const once = { type: 'message', client_id: 'm1', text: 'once' };
    expect(harness.server.received.filter((it) => it.type === 'message')).toEqual([once, once]);
    expect(harness.stored()).toEqual(['once']);
    expect(harness.shown()).toEqual(['once']);
  });

  it('WC6 asks again while the server cannot store, then leaves it to the customer', () => {
    const harness = started();
    harness.server.sick = 'unavailable';
    harness.say('patience');
    for (let i = 0; i < 8; i++) {
      harness.server.settle();
      harness.clock.advance(30_000);
    }
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'failed', failure: 'no_answer' }]);
    harness.server.sick = undefined;
    harness.client.retry('m1');
    harness.server.settle();
    expect(harness.stored()).toEqual(['patience']);
    expect(harness.client.state.log.pending).toEqual([]);
  });

  it('WC6 keeps a refused message apart and goes on with the next', () => {
    const harness = started();
    harness.server.sick = 'too_long';
    harness.say('long');
    harness.server.settle();
    harness.server.sick = undefined;
    harness.say('short');
    harness.server.settle();
    expect(harness.stored()).toEqual(['short']);
    expect(harness.client.state.log.pending).toMatchObject([{ failure: 'too_long' }]);
    harness.reload();
    expect(harness.client.state.log.pending).toMatchObject([{ failure: 'too_long' }]);
    harness.client.discard('m1');
    expect(harness.store.outbox()).toEqual([]);
  });

  it('WC6 leaves an unanswered message to the customer after five attempts', () => {
    const harness = started();
    const ready = (): void => {
      const [connection] = harness.server.connections;
      connection?.open();
      connection?.deliverUp();
      connection?.deliverDown();
    };
    harness.say('anyone?');
    for (let i = 0; i < 5; i++) {
      harness.clock.advance(10_000);
      harness.clock.advance(30_000 - 1);
      ready();
    }
    harness.clock.advance(10_000);
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'failed', failure: 'no_answer' }]);
  });

  it.each(['', '  \n '])('does not send %j', (text) => {
    const harness = started();
    harness.say(text);
    expect(harness.client.state.log.pending).toEqual([]);
  });

  it('does not send what is too long, and says so', () => {
    const harness = started();
    harness.say('x'.repeat(5_001));
    harness.say('short');
    harness.server.settle();
    expect(harness.stored()).toEqual(['short']);
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'failed', failure: 'too_long' }]);
  });

  it('knows what stood above a message when it was submitted, and when it was sent again', () => {
    const harness = started();
    const answer = (text: string): void => {
      harness.server.say('token-1', 'flow', { type: 'text', text });
      harness.server.settle();
    };
    answer('one');
    harness.server.sick = 'bad_frame';
    harness.say('hm');
    answer('two');
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'failed', afterSeq: 1 }]);
    harness.client.retry('m1');
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'queued', afterSeq: 2 }]);
    harness.reload();
    expect(harness.client.state.log.pending).toMatchObject([{ state: 'queued', afterSeq: 2 }]);
  });
});

describe('reading and typing', () => {
  it('counts what came since the last look, also over a reload', () => {
    const harness = started();
    harness.say('hi');
    harness.server.settle();
    harness.server.say('token-1', 'flow', { type: 'text', text: 'a' });
    harness.server.say('token-1', 'agent', { type: 'text', text: 'b' });
    harness.server.settle();
    expect(harness.client.state.unread).toBe(2);
    harness.reload();
    expect(harness.client.state.unread).toBe(2);
    harness.client.markRead();
    expect(harness.client.state.unread).toBe(0);
    harness.reload();
    expect(harness.client.state.unread).toBe(0);
  });

  it('shows typing for ten seconds or until the message comes', () => {
    const harness = started();
    const push = (): void => {
      for (const connection of harness.server.connections) connection.push({ type: 'typing' });
      harness.server.settle();
    };
    push();
    expect(harness.client.state.typing).toBe(true);
    harness.clock.advance(10_000);
    expect(harness.client.state.typing).toBe(false);
    push();
    harness.server.say('token-1', 'agent', { type: 'text', text: 'here' });
    harness.server.settle();
    expect(harness.client.state.typing).toBe(false);
  });

  it('says typing at most every four seconds', () => {
    const harness = started();
    for (let i = 0; i < 9; i++) {
      harness.client.sayTyping();
      harness.clock.advance(1_000);
    }
    harness.server.settle();
    expect(harness.server.received.filter((it) => it.type === 'typing')).toHaveLength(3);
  });
});
