/** A shop that embeds the built widget, and a chat server that the test plays. */

import type { ChatEntry, ClientFrame, Content } from '@tsunagi/webchat-client';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from 'playwright-core';

const dist = new URL('../../dist/', import.meta.url);

/** Rules that break widgets which live in the page's own tree. */
const HOSTILE_CSS = `
  * { color: red !important; font: 30px fantasy !important; box-sizing: content-box !important; }
  div, button, textarea, ol, li, span { display: inline !important; float: left !important; transform: rotate(8deg) !important;
    background: yellow !important; border: 5px dotted blue !important; padding: 20px !important; opacity: .3 !important; }
  html { font-size: 40px; } body { transform: translateY(40px); }
  body > div, html > div { display: none !important; z-index: -1 !important; }
  svg { width: 300px !important; } :focus { outline: none !important; }`;

const SERVER_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self' ws: wss:";

const EMBED = '<script src="/widget.js" data-account="web" data-language="en" async></script>';

const PAGES: Record<string, { body: string; headers?: Record<string, string> }> = {
  '/plain': { body: `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>${EMBED}` },
  '/hostile': {
    body: `<!doctype html><html lang="en"><title>Hostile</title><style>${HOSTILE_CSS}</style><h1>Hostile</h1>${EMBED}
      <script>addEventListener('keydown', (e) => { window.leaked = (window.leaked ?? '') + e.key; });</script>`,
  },
  '/strict': {
    body: `<!doctype html><html lang="en"><title>Strict</title><h1>Strict</h1>${EMBED}`,
    headers: {
      'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self' ws:; img-src https:",
    },
  },
};

export interface Site {
  readonly origin: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const file = { '/widget.js': 'widget.js', '/demo': 'demo.html', '/demo/demo.js': 'demo.js' }[path];
    if (file !== undefined) {
      response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/html');
      // What the server sends with its own pages.
      if (path === '/demo') response.setHeader('content-security-policy', SERVER_POLICY);
      response.end(readFileSync(new URL(file, dist)));
      return;
    }
    const page = PAGES[path];
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    browser,
    close: () => closeAll(browser, server),
  };
}

async function closeAll(browser: Browser, server: Server): Promise<void> {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/** The other end of the widget's socket. */
export class PlayedServer {
  readonly entries: ChatEntry[] = [];
  readonly received: ClientFrame[] = [];
  /** Acknowledges nothing while true. */
  mute = false;
  /** Refuses connections while true. */
  down = false;
  /** Lets nobody on: says so and closes, as for an origin that is not in the account's list. */
  closedToAll = false;
  attempts = 0;
  #sockets = new Set<WebSocketRoute>();

  accept(socket: WebSocketRoute): void {
    this.attempts += 1;
    if (this.closedToAll) {
      socket.send(JSON.stringify({ type: 'error', code: 'not_allowed', message: 'this origin may not connect' }));
      void socket.close();
      return;
    }
    if (this.down) {
      void socket.close();
      return;
    }
    this.#sockets.add(socket);
    socket.onMessage((data) => this.#handle(socket, JSON.parse(String(data)) as ClientFrame));
    socket.onClose(() => this.#sockets.delete(socket));
  }

  say(from: ChatEntry['from'], content: Content, more: Partial<ChatEntry> = {}): void {
    const seq = (this.entries.at(-1)?.seq ?? 0) + 1;
    const entry: ChatEntry = { seq, at: new Date().toISOString(), from, content, ...more };
    this.entries.push(entry);
    this.push({ type: 'entries', entries: [entry] });
  }

  push(frame: object): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify(frame));
  }

  async drop(): Promise<void> {
    this.down = true;
    for (const socket of this.#sockets) await socket.close();
    this.#sockets.clear();
  }

  #handle(socket: WebSocketRoute, frame: ClientFrame): void {
    this.received.push(frame);
    if (frame.type === 'hello') {
      const fresh = frame.token !== 'token';
      socket.send(JSON.stringify({ type: 'welcome', v: 1, token: 'token', visitor: 'v', new_visitor: fresh }));
      const missed = this.entries.filter((it) => it.seq > (fresh ? 0 : frame.after));
      socket.send(JSON.stringify({ type: 'entries', entries: missed, caught_up: true }));
    } else if (frame.type === 'ping') {
      socket.send(JSON.stringify({ type: 'pong' }));
    } else if (frame.type !== 'typing' && !this.mute) {
      socket.send(JSON.stringify({ type: 'ack', client_id: frame.client_id }));
      const content: Content =
        frame.type === 'message'
          ? { type: 'text', text: frame.text }
          : { type: 'picked', id: frame.id, label: frame.label };
      this.say('customer', content, { client_id: frame.client_id });
    }
  }
}

export interface Visit {
  readonly page: Page;
  readonly server: PlayedServer;
  /** What the page logged as an error. */
  readonly errors: string[];
}

export async function visit(site: Site, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await site.browser.newContext({ locale: 'en', timezoneId: 'Asia/Tokyo', ...options });
  const page = await context.newPage();
  const server = new PlayedServer();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.routeWebSocket(/\/socket\/webchat/, (socket) => server.accept(socket));
  await page.goto(site.origin + path);
  await page.locator('.launcher').waitFor();
  return { page, server, errors };
}
