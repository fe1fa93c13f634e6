// @vitest-environment happy-dom
import type { Content as ServerContent } from '@tsunagi/api-client';
import { ChatClient } from '@tsunagi/webchat-client';
import type { ChatEntry, Content, Pending } from '@tsunagi/webchat-client';
import { FakeClock, FakeServer } from '@tsunagi/webchat-client/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';

import { openOptions } from '../bubbles';
import { chatBubbles } from './entries';
import { forgetVisitor, visitorWorld } from './visitor';

const REASONS = { too_long: 'too long', refused: 'not taken', no_answer: 'no answer' };
const DAY_MS = 86_400_000;

/** A page of the simulator, on which several visitors are played. */
class Played {
  readonly server = new FakeServer();
  readonly clock = new FakeClock();
  /** How far the product's clock was moved. */
  aheadMs = 0;

  take(account: string, visitor: string): ChatClient {
    const world = visitorWorld(account, visitor, () => this.clock.now + this.aheadMs);
    const client = new ChatClient(
      { ...world, connect: (events) => this.server.connect(events), after: (ms, task) => this.clock.after(ms, task) },
      'ja',
    );
    client.start();
    this.server.settle();
    return client;
  }

  say(client: ChatClient, text: string): void {
    client.submit({ type: 'text', text });
    this.server.settle();
  }
}

function screen(client: ChatClient): unknown[] {
  return chatBubbles(client.state.log, REASONS).map(({ from, piece, mark }) => [
    from,
    piece.type === 'text' && piece.text,
    mark?.state,
  ]);
}

describe('a played visitor', () => {
  it('is known again by the token, and gets everything', () => {
    const played = new Played();
    const first = played.take('web', 'again');
    played.say(first, 'hi');
    played.server.say('token-1', 'flow', { type: 'text', text: 'hello' });
    first.stop();
    const again = played.take('web', 'again');
    expect(played.server.received.at(-1)).toEqual({ type: 'hello', v: 1, token: 'token-1', after: 0, language: 'ja' });
    expect(screen(again)).toEqual([
      ['customer', 'hi', 'taken'],
      ['business', 'hello', undefined],
    ]);
  });

  it('is one of several, each on every account', () => {
    const played = new Played();
    const clients = [played.take('web', 'one'), played.take('web', 'two'), played.take('shop', 'one')];
    clients.forEach((client, index) => played.say(client, `#${index}`));
    expect(clients.map(screen)).toEqual([0, 1, 2].map((index) => [['customer', `#${index}`, 'taken']]));
  });

  it('begins anew when forgotten', () => {
    const played = new Played();
    const first = played.take('web', 'forgotten');
    played.say(first, 'hi');
    first.stop();
    forgetVisitor('web', 'forgotten');
    expect(screen(played.take('web', 'forgotten'))).toEqual([]);
    expect(played.server.visitors.size).toBe(2);
  });

  it('writes at the product’s time', () => {
    const played = new Played();
    const client = played.take('web', 'moved');
    played.aheadMs = DAY_MS;
    client.submit({ type: 'text', text: 'tomorrow' });
    const [bubble] = chatBubbles(client.state.log, REASONS);
    expect(Date.parse(bubble?.at ?? '')).toBe(played.clock.now + DAY_MS);
  });

  it('asks again for what an own message overtook', () => {
    const played = new Played();
    const client = played.take('web', 'overtaken');
    played.server.say('token-1', 'flow', { type: 'text', text: 'lost' });
    for (const connection of played.server.connections) connection.loseDown();
    played.say(client, 'mine');
    expect(screen(client)).toEqual([['customer', 'mine', 'taken']]);
    played.server.dropAll();
    played.clock.advance(2_000);
    played.server.settle();
    expect(screen(client)).toEqual([
      ['business', 'lost', undefined],
      ['customer', 'mine', 'taken'],
    ]);
  });

  it('is not turned away by a server that cannot store now or has forgotten the connection', () => {
    const played = new Played();
    const client = played.take('web', 'patient');
    played.server.sick = 'unavailable';
    played.say(client, 'patience');
    expect(screen(client)).toEqual([['customer', 'patience', 'sending']]);
    played.server.sick = 'closed';
    played.clock.advance(2_000);
    played.server.settle();
    played.server.sick = undefined;
    played.clock.advance(2_000);
    played.server.settle();
    expect(screen(client)).toEqual([['customer', 'patience', 'taken']]);
  });
});

describe('the screen of a web chat', () => {
  const AT = '2026-11-22T10:00:00.000Z';
  const entry = (seq: number, more: Partial<ChatEntry> = {}): ChatEntry => ({
    seq,
    at: AT,
    from: 'flow',
    content: { type: 'text', text: `#${seq}` },
    ...more,
  });
  const pending = (clientId: string, more: Partial<Pending> = {}): Pending => ({
    clientId,
    at: Date.parse(AT),
    afterSeq: 1,
    body: { type: 'text', text: clientId },
    state: 'queued',
    ...more,
  });

  it('knows every kind of content that the server has, by its generated types', () => {
    expectTypeOf<Content['type']>().toEqualTypeOf<ServerContent['type']>();
  });

  it('shows choices with their options, and what was said where it was said', () => {
    const options = [{ id: 'a', label: 'A' }];
    const asked = entry(1, { content: { type: 'choice', text: 'q', options } });
    const log = { entries: [asked, entry(3)], pending: [pending('c1'), pending('c2', { state: 'accepted' })] };
    expect(chatBubbles(log, REASONS).map(({ options: shown, mark }) => [shown.length, mark?.state])).toEqual([
      [1, undefined],
      [0, 'sending'],
      [0, 'taken'],
      [0, undefined],
    ]);
  });

  it('says why something was not sent, lets it be sent again where that may help, and leaves the options open', () => {
    const asked = entry(1, { content: { type: 'choice', text: 'q', options: [{ id: 'a', label: 'A' }] } });
    const failures = (['too_long', 'refused', 'no_answer'] as const).map((failure) =>
      pending(failure, { state: 'failed', failure }),
    );
    const bubbles = chatBubbles({ entries: [asked], pending: failures }, REASONS);
    expect(bubbles.slice(1).map(({ mark, canRepeat }) => [mark, canRepeat])).toEqual([
      [{ state: 'refused', reason: 'too long' }, false],
      [{ state: 'refused', reason: 'not taken' }, false],
      [{ state: 'refused', reason: 'no answer' }, true],
    ]);
    expect(openOptions(bubbles)).toHaveLength(1);
  });
});
