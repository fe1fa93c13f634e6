/** LINE's side of a webhook: events in its form, signed as its own SDK checks it. */

import { createHmac } from 'node:crypto';
import { connect } from 'node:net';

import { validateSignature } from '@line/bot-sdk';

export interface LineAccount {
  url: string;
  secret: string;
}

export interface LineEvent {
  id: string;
  user: string;
  text: string;
  at: number;
  /** Without one the answer has to be pushed. */
  replyToken?: string;
}

export function lineBody(event: LineEvent, isRedelivery = false): string {
  return JSON.stringify({
    destination: 'U00000000000000000000000000000000',
    events: [
      {
        type: 'message',
        mode: 'active',
        webhookEventId: event.id,
        deliveryContext: { isRedelivery },
        timestamp: event.at,
        source: { type: 'user', userId: event.user },
        ...(event.replyToken ? { replyToken: event.replyToken } : {}),
        message: { id: `m-${event.id}`, type: 'text', quoteToken: 'q', text: event.text },
      },
    ],
  });
}

/** The signature that the SDK accepts: it only checks, so its verdict is asked for before anything is sent. */
export function lineSignature(body: string, secret: string): string {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  if (!validateSignature(body, secret, signature)) throw new Error("LINE's SDK does not accept our signature");
  return signature;
}

export async function postLine(account: LineAccount, body: string, signature = lineSignature(body, account.secret)): Promise<number> {
  const response = await fetch(account.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-line-signature': signature },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

export const lineUser = (number: number): string => `U${number.toString(16).padStart(32, '0')}`;

/** Writes all bodies to one connection at once (HTTP pipelining), so that they arrive in this order. */
export async function postPipelined(
  account: LineAccount,
  bodies: readonly string[],
): Promise<{ statuses: number[]; writtenWithinMs: number }> {
  const url = new URL(account.url);
  const socket = connect(Number(url.port), url.hostname);
  await new Promise<void>((done, failed) => socket.once('connect', done).once('error', failed));
  const begun = performance.now();
  for (const body of bodies) {
    const head = [
      `POST ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-line-signature: ${lineSignature(body, account.secret)}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  const writtenWithinMs = performance.now() - begun;
  let answer = '';
  const statuses = () => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
  await new Promise<void>((done, failed) => {
    socket.once('error', failed).once('close', done);
    socket.on('data', (bytes: Buffer) => {
      answer += String(bytes);
      if (statuses().length >= bodies.length) done();
    });
  });
  socket.destroy();
  return { statuses: statuses(), writtenWithinMs };
}
