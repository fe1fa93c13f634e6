// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ChannelAccount } from '@tsunagi/api-client';
import { setLanguage } from '@tsunagi/i18n';
import type { Socket } from '@tsunagi/webchat-client';
import { FakeServer } from '@tsunagi/webchat-client/testing';
import { act, createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { keys } from '../../api/keys';
import type { PhoneModel } from '../phone-model';
import { useWebchatPhone } from './useWebchatPhone';

const ACCOUNT = { channel: 'webchat', id: 'web shop' } as ChannelAccount;
const NEXT_YEAR = '2027-11-22T10:00:00.000Z';

let server: FakeServer;
let root: Root;
let model: PhoneModel | undefined;
const addresses: string[] = [];

/** A browser's socket, with the test's server at its other end. */
class WebSocketToServer {
  static readonly OPEN = 1;
  readonly readyState = WebSocketToServer.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly #socket: Socket;

  constructor(url: string) {
    addresses.push(url);
    this.#socket = server.connect({
      opened: () => this.onopen?.(),
      received: (data) => this.onmessage?.({ data }),
      closed: () => this.onclose?.(),
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close();
  }
}

function Probe({ visitor }: { visitor: string }): null {
  model = useWebchatPhone(ACCOUNT, visitor);
  return null;
}

/** Shows the phone of a visitor, and lets everything arrive. */
function show(visitor: string): void {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(keys.clock, { now: NEXT_YEAR, readAtMs: Date.now() });
  const probe = createElement(Probe, { visitor });
  act(() => root.render(createElement(QueryClientProvider, { client }, probe)));
  settle();
}

function settle(): void {
  act(() => server.settle());
}

function words(): unknown[] {
  return (model?.bubbles ?? []).map(({ piece }) => (piece.type === 'text' ? piece.text : piece.type));
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('WebSocket', WebSocketToServer);
  localStorage.clear();
  setLanguage('en');
  server = new FakeServer();
  addresses.length = 0;
  root = createRoot(document.createElement('div'));
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

it('says what is said, at the product’s time, and shows the answer', () => {
  show('writer');
  expect(addresses).toEqual([expect.stringMatching(/\/socket\/webchat\?account=web%20shop$/)]);
  expect(model?.notice).toBeUndefined();
  act(() => model?.send({ type: 'text', text: 'hi' }));
  expect(model?.bubbles[0]).toMatchObject({ at: expect.stringMatching(/^2027/), mark: { state: 'sending' } });
  settle();
  const apples = { id: 'a', label: 'Apples' };
  server.say('token-1', 'flow', { type: 'choice', text: 'which?', options: [apples] });
  settle();
  expect(model?.options).toEqual([apples]);
  act(() => model?.send({ type: 'pick', ...apples }));
  settle();
  expect(words()).toEqual(['hi', 'which?', 'Apples']);
  expect(model?.bubbles.at(-1)?.mark).toEqual({ state: 'taken' });
});

it('says why something was not taken, and sends it again when asked', () => {
  show('stubborn');
  server.sick = 'bad_frame';
  act(() => model?.send({ type: 'text', text: 'hm' }));
  settle();
  expect(model?.bubbles.map(({ mark }) => mark)).toEqual([{ state: 'refused', reason: 'Was not accepted' }]);
  server.sick = undefined;
  act(() => model?.again(model.bubbles[0]?.key ?? ''));
  settle();
  expect(model?.bubbles.map(({ mark }) => mark)).toEqual([{ state: 'taken' }]);
});

it('comes back as the same visitor in another language, and as a new one when emptied', () => {
  show('guest');
  act(() => model?.send({ type: 'text', text: 'hi' }));
  settle();
  act(() => setLanguage('ja'));
  settle();
  expect(server.received.at(-1)).toMatchObject({ type: 'hello', token: 'token-1', language: 'ja' });
  expect(words()).toEqual(['hi']);
  act(() => model?.reset());
  settle();
  expect(server.received.at(-1)).toEqual({ type: 'hello', v: 1, after: 0, language: 'ja' });
  expect(words()).toEqual([]);
  expect(server.connections.size).toBe(1);
});

it('says why nothing may happen', () => {
  server.reachable = false;
  show('outsider');
  expect(model?.notice).toBe('The chat cannot be reached. Still trying.');
  server.reachable = true;
  act(() => void window.dispatchEvent(new Event('online')));
  expect(model?.notice).toBe('Connecting…');
  settle();
  expect(model?.notice).toBeUndefined();
  for (const connection of server.connections) connection.push({ type: 'error', code: 'not_allowed', message: '' });
  settle();
  expect(model?.notice).toMatch(/^The chat could not be opened from this site\. Allow .+ for this account/);
});
