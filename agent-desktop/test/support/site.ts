/** The built desk behind a small file server, with a world that answers its calls. */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core';

import type { World } from './world';

const dist = new URL('../../dist/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html', svg: 'image/svg+xml' };
const PHOTO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 220"><rect width="320" height="220" fill="#cdd6c9"/><path d="M120 60h80l-10 110h-60z" fill="#7d94a8"/><path d="M150 60l12 50-20 20 24 40" stroke="#333" stroke-width="3" fill="none"/></svg>';

export interface Site {
  readonly origin: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const name = path.startsWith('/desk/assets/') ? path.slice('/desk/'.length) : path === '/photo.svg' ? '' : 'index.html';
    const file = new URL(name, dist);
    const found = name === '' || existsSync(file);
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[name === '' ? 'svg' : (name.split('.').at(-1) ?? '')] ?? '' });
    response.end(!found ? '' : name === '' ? PHOTO : readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    browser,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface Visit {
  readonly page: Page;
  readonly errors: string[];
  /** Cuts the live hints. */
  dropSocket(): Promise<void>;
}

export async function visit(site: Site, world: World, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await site.browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const sockets = new Set<WebSocketRoute>();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request();
    const answer = world.answer(request.method(), new URL(request.url()), request.headers()['idempotency-key'], request.postDataJSON());
    if (answer.status === 0) return route.abort();
    const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
    return route.fulfill({ status: answer.status, contentType: type, body: JSON.stringify(answer.body) });
  });
  await page.routeWebSocket(/\/socket\/desk/, (socket) => {
    sockets.add(socket);
    socket.onMessage((said) => {
      const { type } = JSON.parse(String(said)) as { type: string };
      socket.send(JSON.stringify(type === 'ping' ? { type: 'pong' } : { type: 'hello', v: 1 }));
    });
  });
  world.notify = (frame) => {
    for (const socket of sockets) socket.send(JSON.stringify(frame));
  };
  await page.goto(site.origin + path);
  await page.locator('.desk-columns').waitFor();
  return {
    page,
    errors,
    async dropSocket() {
      for (const socket of sockets) await socket.close();
      sockets.clear();
    },
  };
}
