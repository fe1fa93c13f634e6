/** A vendor's server on loopback that takes calls, remembers them, and behaves as the vendor documents. */

import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The call took effect: the customer sees the message. */
  isShown: boolean;
  /** Which life of the caller it came from; see `nextLife`. */
  life: number;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  isShown: boolean;
}

type Behaviour = (call: Omit<Call, 'isShown' | 'life'>, count: number) => Answer;

export class Provider {
  readonly calls: Call[] = [];
  #life = 1;
  readonly #server: HttpServer;

  private constructor(behaviour: Behaviour) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'HEAD') return response.end();
        const call = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
        const answer = behaviour(call, this.calls.length);
        this.calls.push({ ...call, isShown: answer.isShown, life: this.#life });
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        return response.end(JSON.stringify(answer.body));
      });
    });
  }

  static async start(behaviour: Behaviour): Promise<Provider> {
    const provider = new Provider(behaviour);
    await new Promise<void>((done) => provider.#server.listen(0, '127.0.0.1', done));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The caller has ended: what comes from now on is its next life. */
  async nextLife(): Promise<void> {
    // A request of our own comes behind what the old life has sent.
    await fetch(this.url, { method: 'HEAD' });
    this.#life += 1;
  }

  get shown(): Call[] {
    return this.calls.filter((call) => call.isShown);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A reply token works once; a retry key is remembered. */
export function line(): Promise<Provider> {
  const spent = new Set<string>();
  return Provider.start(({ path, headers, body }, count) => {
    const taken = { status: 200, body: { sentMessages: [{ id: String(1_000 + count) }] }, isShown: true };
    if (path === '/v2/bot/message/reply') {
      const { replyToken } = JSON.parse(body) as { replyToken: string };
      if (spent.has(replyToken)) return { status: 400, body: { message: 'Invalid reply token' }, isShown: false };
      spent.add(replyToken);
      return taken;
    }
    if (path !== '/v2/bot/message/push') return { status: 404, body: { message: 'Not found' }, isShown: false };
    const key = headers['x-line-retry-key'];
    if (typeof key !== 'string') return { status: 400, body: { message: 'The test wants a retry key' }, isShown: false };
    if (spent.has(key)) {
      const accepted = { 'x-line-accepted-request-id': key };
      return { status: 409, headers: accepted, body: { message: 'The retry key is already accepted' }, isShown: false };
    }
    spent.add(key);
    return taken;
  });
}

export function twilio(): Promise<Provider> {
  return Provider.start((_call, count) => ({
    status: 201,
    body: { sid: `SM${String(count).padStart(32, '0')}`, status: 'queued', error_code: null },
    isShown: true,
  }));
}

export function endpoint(): Promise<Provider> {
  return Provider.start(() => ({ status: 200, body: {}, isShown: true }));
}


/** What a call to LINE shows. */
export function lineText(call: Call): string {
  const { messages } = JSON.parse(call.body) as { messages: { text?: string; template?: { text: string } }[] };
  return messages.map((message) => message.text ?? message.template?.text ?? '').join('\n');
}
