// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createApi, ifMatch, safeNext, unwrap, unwrapWithEtag } from './client';
import { DeskSocket, reconnectDelayMs } from './desk-socket';
import { ApiProblem, isProblem } from './problem';

type Answer = (request: Request) => Response | Promise<Response>;

const ME = { user: {}, workspace: 'w', abilities: [], csrf_token: 'token-1' };

function apiWith(answer: Answer, onSignedOut = vi.fn()) {
  const seen: Request[] = [];
  const api = createApi({
    baseUrl: 'http://127.0.0.1',
    language: () => 'ja',
    onSignedOut,
    fetch: async (request) => {
      seen.push(request);
      return answer(request);
    },
  });
  return { api, seen, onSignedOut };
}

const json = (body: unknown, init: ResponseInit = {}) => Response.json(body, init);

describe('client', () => {
  it('asks for the CSRF token before the first write, and once', async () => {
    const { api, seen } = apiWith((request) =>
      request.url.endsWith('/me') ? json(ME) : new Response(null, { status: 204 }),
    );
    await unwrap(api.POST('/api/v1/failures/{id}/retry', { params: { path: { id: 'f1' } } }));
    await unwrap(api.POST('/api/v1/failures/{id}/retry', { params: { path: { id: 'f2' } } }));
    expect(seen.map((it) => new URL(it.url).pathname)).toEqual([
      '/api/v1/me',
      '/api/v1/failures/f1/retry',
      '/api/v1/failures/f2/retry',
    ]);
    expect(seen[2]?.headers.get('x-csrf-token')).toBe('token-1');
    expect(seen[2]?.headers.get('accept-language')).toBe('ja');
  });

  it('asks again after a refusal: another tab may have logged in anew', async () => {
    const { api, seen } = apiWith((request) =>
      request.url.endsWith('/me') ? json(ME) : json({ code: 'csrf', detail: 'no' }, { status: 403 }),
    );
    const retry = () => unwrap(api.POST('/api/v1/failures/{id}/retry', { params: { path: { id: 'f' } } }));
    await expect(retry()).rejects.toThrow('no');
    await expect(retry()).rejects.toThrow('no');
    expect(seen.filter((it) => it.url.endsWith('/me'))).toHaveLength(2);
  });

  it('throws problems with their code, sentence and id', async () => {
    const { api } = apiWith(() =>
      json({ code: 'flow_in_use', title: 'T', detail: 'D', request_id: 'r1' }, { status: 409, headers: { 'retry-after': '3' } }),
    );
    const error: unknown = await unwrap(api.GET('/api/v1/flows')).catch((caught: unknown) => caught);
    expect(isProblem(error, 'flow_in_use')).toBe(true);
    expect(error).toMatchObject({ status: 409, detail: 'D', requestId: 'r1', retryAfterS: 3 });
  });

  it('keeps the status of an answer that is no problem document', async () => {
    const { api } = apiWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(unwrap(api.GET('/api/v1/flows'))).rejects.toMatchObject({ status: 502, code: 'unreadable_answer' });
  });

  it('says so when nobody answers', async () => {
    const { api } = apiWith(() => Promise.reject(new TypeError('failed to fetch')));
    await expect(unwrap(api.GET('/api/v1/flows'))).rejects.toMatchObject({ code: 'network', status: 0 });
  });

  it('logs out on 401, but not when the password was wrong', async () => {
    const { api, onSignedOut } = apiWith(() => json({ code: 'signed_out' }, { status: 401 }));
    await expect(unwrap(api.GET('/api/v1/flows'))).rejects.toBeInstanceOf(ApiProblem);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
    const body = { email: 'a@example.com', password: 'wrong' };
    await expect(unwrap(api.POST('/api/v1/login', { body }))).rejects.toBeInstanceOf(ApiProblem);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it('calls an answer that is not the server’s a lost network', async () => {
    const page = () => new Response('<html>', { headers: { 'content-type': 'application/json' } });
    const { api } = apiWith(page);
    await expect(unwrap(api.GET('/api/v1/flows'))).rejects.toMatchObject({ status: 0 });
    const broken = apiWith(() => Promise.reject(new TypeError('fetch failed')));
    const write = unwrap(broken.api.POST('/api/v1/logout'));
    await expect(write).rejects.toMatchObject({ status: 0 });
  });

  it('hands out the ETag', async () => {
    const { api } = apiWith(() => json([], { headers: { etag: '"7"' } }));
    expect(await unwrapWithEtag(api.GET('/api/v1/flows'))).toEqual({ data: [], etag: '"7"' });
    expect(ifMatch(7)).toBe('"7"');
  });

  it.each([
    [null, '/'],
    ['/desk?c=1', '/desk?c=1'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    ['//[', '/'],
    ['/.//evil.example', '/'],
    ['/x/..//evil.example', '/'],
    ['/desk#a', '/desk#a'],
    ['/login?next=/', '/'],
  ])('goes on to %s as %s', (next, expected) => expect(safeNext(next)).toBe(expected));
});

class FakeSocket {
  readonly said: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    this.said.push(text);
  }
  close(): void {
    this.onclose?.();
  }
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

describe('desk socket', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function faked(): { socket: DeskSocket; sockets: FakeSocket[] } {
    const sockets: FakeSocket[] = [];
    const connect = () => {
      const fake = new FakeSocket();
      sockets.push(fake);
      return fake as unknown as WebSocket;
    };
    return { socket: new DeskSocket({ url: 'ws://test', random: () => 1, connect }), sockets };
  }

  it('comes back, and tells only whom it concerns', () => {
    const { socket, sockets } = faked();
    const hellos = vi.fn();
    const states: string[] = [];
    socket.on('hello', hellos);
    const stop = socket.on('simulator_changed', (frame) => states.push(frame.account));
    socket.onState((state) => states.push(state));
    socket.open();
    sockets[0]?.say({ type: 'hello', v: 1 });
    sockets[0]?.say({ type: 'simulator_changed', channel: 'line', account: 'main' });
    sockets[0]?.close();
    vi.advanceTimersByTime(500);
    sockets[1]?.say({ type: 'hello', v: 1 });
    stop();
    sockets[1]?.say({ type: 'simulator_changed', channel: 'line', account: 'main' });
    sockets[1]?.say({ type: 'of a later version' });
    expect(hellos).toHaveBeenCalledTimes(2);
    socket.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(2);
    expect(states).toEqual(['connecting', 'open', 'main', 'waiting', 'connecting', 'open', 'closed']);
  });

  it('says once a minute that it is there, however much it hears', () => {
    const { socket, sockets } = faked();
    socket.open();
    sockets[0]?.say({ type: 'hello', v: 1 });
    for (let second = 0; second < 180; second += 1) {
      vi.advanceTimersByTime(1_000);
      sockets[0]?.say({ type: 'flows_changed' });
    }
    vi.advanceTimersByTime(500);
    expect(sockets[0]?.said).toEqual(Array(3).fill('{"type":"ping"}'));
    expect(socket.state).toBe('open');
    socket.close();
  });

  it('leaves a connection that has died without a word', () => {
    const { socket, sockets } = faked();
    socket.open();
    vi.advanceTimersByTime(10_000);
    expect(socket.state).toBe('waiting');
    vi.advanceTimersByTime(500);
    sockets[1]?.say({ type: 'hello', v: 1 });
    vi.advanceTimersByTime(20_000);
    sockets[1]?.say({ type: 'flows_changed' });
    vi.advanceTimersByTime(24_999);
    expect(sockets[1]?.said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sockets[1]?.said).toEqual(['{"type":"ping"}']);
    sockets[1]?.say({ type: 'pong' });
    vi.advanceTimersByTime(25_000 + 9_999);
    expect([socket.state, sockets[1]?.said.length]).toEqual(['open', 2]);
    vi.advanceTimersByTime(1);
    expect([socket.state, sockets.length]).toEqual(['waiting', 2]);
    vi.advanceTimersByTime(500);
    expect([socket.state, sockets.length]).toEqual(['connecting', 3]);
    socket.close();
  });

  it('waits longer each time, up to 20 s', () => {
    expect([0, 1, 2, 10].map((failures) => reconnectDelayMs(failures, 1))).toEqual([500, 1000, 2000, 20_000]);
    expect(reconnectDelayMs(0, 0)).toBe(250);
  });
});
