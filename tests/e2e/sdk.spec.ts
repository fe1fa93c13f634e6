/** Webhooks signed by the vendors' own SDKs, and what comes back at the vendors' servers. */

import { expect, test } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import twilioSdk from 'twilio';

import { Api, isAnswer, isFromCustomer, words } from './support/api';
import { type LineAccount, lineBody, lineSignature, lineUser, postLine, postPipelined } from './support/line';
import { endpoint, line, lineText, type Provider, twilio } from './support/provider';
import { Server } from './support/server';

const FIRST_QUESTION = /好きな色|favourite colour/;
const CHANNEL_SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const AUTH_TOKEN = '12345';
const ACCOUNT_SID = 'AC00000000000000000000000000000001';
const CUSTOM_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let server: Server;
let api: Api;
let lineVendor: Provider;
let smsVendor: Provider;
let customVendor: Provider;
let lineAccount: LineAccount;

test.beforeAll(async () => {
  [lineVendor, smsVendor, customVendor] = await Promise.all([line(), twilio(), endpoint()]);
  server = await Server.start({
    settings: {
      TSUNAGI_PROVIDER_URL_LINE: lineVendor.url,
      TSUNAGI_PROVIDER_URL_SMS: smsVendor.url,
      TSUNAGI_PROVIDER_URL_CUSTOM: customVendor.url,
    },
  });
  await server.cli('flow', 'publish', 'flows/examples/colour-drink.json', '--name', 'colour-drink');
  const add = (kind: string, ...settings: string[]) =>
    server.cli(
      ...['channel', 'add', kind, '--account', 'main', '--flow', 'colour-drink'],
      ...settings.flatMap((setting) => ['--set', setting]),
    );
  lineAccount = {
    url: await add('line', `channel_secret=${CHANNEL_SECRET}`, 'channel_access_token=line-token'),
    secret: CHANNEL_SECRET,
  };
  await add('sms', `account_sid=${ACCOUNT_SID}`, `auth_token=${AUTH_TOKEN}`, 'from=+15005550006');
  await add('custom', `secret=${CUSTOM_SECRET}`, `endpoint_url=${customVendor.url}/hook`);
  api = await Api.of(server);
});

test.afterAll(async () => {
  await server?.remove();
  for (const vendor of [lineVendor, smsVendor, customVendor]) vendor?.close();
});

/** Everything with the customer of an address, once a conversation exists. */
async function timelinesOf(name: string) {
  const customers = new Set((await api.conversations()).filter((it) => it.customer.name === name).map((it) => it.customer.id));
  return await Promise.all([...customers].map((id) => api.timeline(id)));
}

const callsTo = (user: string, tokens: string[] = []) =>
  lineVendor.shown.filter(({ body }) => {
    const call = JSON.parse(body) as { to?: string; replyToken?: string };
    return call.to === user || tokens.includes(call.replyToken ?? '');
  });

test('a webhook that the LINE SDK accepts is answered by the reply token', async () => {
  const event = { id: 'EVT-sdk', user: lineUser(1), text: 'hello', at: Date.now(), replyToken: 'reply-sdk' };
  expect(await postLine(lineAccount, lineBody(event))).toBe(200);
  await expect.poll(() => callsTo(event.user, ['reply-sdk'])).toHaveLength(1);
  const [call] = callsTo(event.user, ['reply-sdk']);
  expect(call).toMatchObject({ path: '/v2/bot/message/reply', headers: { authorization: 'Bearer line-token' } });
  expect(call && lineText(call)).toMatch(FIRST_QUESTION);
});

test('a webhook that the Twilio SDK accepts is answered by a message', async () => {
  const url = `${server.url}/webhooks/sms/main`;
  const params = {
    MessageSid: 'SM11111111111111111111111111111111',
    SmsSid: 'SM11111111111111111111111111111111',
    AccountSid: ACCOUNT_SID,
    From: '+819011112222',
    To: '+15005550006',
    Body: 'こんにちは & hello',
    NumMedia: '0',
    NumSegments: '1',
  };
  const signature = twilioSdk.getExpectedTwilioSignature(AUTH_TOKEN, url, params);
  expect(twilioSdk.validateRequest(AUTH_TOKEN, signature, url, params)).toBe(true);
  const post = (signed: string) =>
    fetch(url, { method: 'POST', headers: { 'x-twilio-signature': signed }, body: new URLSearchParams(params) });
  expect((await post(twilioSdk.getExpectedTwilioSignature('another', url, params))).status).toBe(401);
  expect((await post(signature)).status).toBe(200);
  await expect.poll(() => smsVendor.calls).toHaveLength(1);
  const [call] = smsVendor.calls;
  expect(call?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
  expect(call?.headers.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`);
  const sent = new URLSearchParams(call?.body);
  expect(sent.get('To')).toBe('+819011112222');
  expect(sent.get('From')).toBe('+15005550006');
  expect(sent.get('Body')).toMatch(FIRST_QUESTION);
});

test('custom webhooks verify with the Standard Webhooks SDK in both directions', async () => {
  const webhook = new Webhook(CUSTOM_SECRET);
  const url = `${server.url}/webhooks/custom/main`;
  const post = (id: string, body: string, signature: string, at: Date) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signature,
      },
      body,
    });
  const at = new Date();
  const body = JSON.stringify({ type: 'message.received', timestamp: at, data: { from: 'shop-42', text: 'hello' } });
  const forged = new Webhook('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD').sign('msg_in', at, body);
  expect((await post('msg_in', body, forged, at)).status).toBe(401);
  const answer = await post('msg_in', body, webhook.sign('msg_in', at, body), at);
  expect(answer.ok, await answer.text()).toBe(true);
  await expect.poll(() => customVendor.calls).toHaveLength(1);
  const [call] = customVendor.calls;
  const headers = call?.headers as Record<string, string>;
  const sent = webhook.verify(call?.body ?? '', headers);
  expect(sent).toMatchObject({ type: 'message.sent', data: { to: 'shop-42', text: expect.stringMatching(FIRST_QUESTION) } });
  expect(() => webhook.verify(`${call?.body} `, headers)).toThrow();
});

test('the same event posted five times at once gives one turn and one reply', async () => {
  const event = { id: 'EVT-five', user: lineUser(5), text: 'hello', at: Date.now(), replyToken: 'reply-five' };
  const body = lineBody(event);
  expect(await Promise.all(Array.from({ length: 5 }, () => postLine(lineAccount, body)))).toEqual([200, 200, 200, 200, 200]);
  // What comes after the five in the same conversation is answered after them.
  const last = { ...event, id: 'EVT-five-last', text: 'red', replyToken: 'reply-five-last' };
  expect(await postLine(lineAccount, lineBody(last))).toBe(200);
  await expect.poll(() => callsTo(event.user, ['reply-five', 'reply-five-last'])).toHaveLength(2);
  const [entries = []] = await timelinesOf(event.user);
  expect(entries.filter(isFromCustomer).map(words)).toEqual(['hello', 'red']);
  expect(entries.filter(isAnswer)).toHaveLength(2);
});

test('ten messages within 200 ms from a new person are one customer and ten entries in order', async () => {
  const user = lineUser(10);
  const at = Date.now();
  const texts = Array.from({ length: 10 }, (_, index) => `word ${index}`);
  const bodies = texts.map((text, index) => lineBody({ id: `EVT-ten-${index}`, user, text, at: at + index }));
  // On one connection without waiting for answers: as close together as they can be, and in an order that is known.
  const { statuses, writtenWithinMs } = await postPipelined(lineAccount, bodies);
  expect(writtenWithinMs).toBeLessThan(200);
  expect(statuses).toEqual(texts.map(() => 200));
  await expect.poll(async () => (await timelinesOf(user)).flat().filter(isFromCustomer).length).toBe(10);
  const timelines = await timelinesOf(user);
  expect(timelines, 'one customer').toHaveLength(1);
  const entries = timelines[0] ?? [];
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.filter(isFromCustomer).map(words)).toEqual(texts);
  expect((await api.conversations()).filter((it) => it.customer.name === user)).toHaveLength(1);
});

test('ten messages at once on ten connections are one customer, each once', async () => {
  const user = lineUser(12);
  const at = Date.now();
  const texts = Array.from({ length: 10 }, (_, index) => `word ${index}`);
  const posts = texts.map((text, index) => postLine(lineAccount, lineBody({ id: `EVT-par-${index}`, user, text, at })));
  expect(await Promise.all(posts)).toEqual(texts.map(() => 200));
  await expect.poll(async () => (await timelinesOf(user)).flat().filter(isFromCustomer).length).toBe(10);
  const timelines = await timelinesOf(user);
  expect(timelines, 'one customer').toHaveLength(1);
  expect(timelines.flat().filter(isFromCustomer).map(words).sort()).toEqual(texts);
});

test('ten events in one body keep their order', async () => {
  const user = lineUser(11);
  const at = Date.now();
  const one = (index: number) => JSON.parse(lineBody({ id: `EVT-body-${index}`, user, text: `word ${index}`, at })) as { events: object[] };
  const bodies = Array.from({ length: 10 }, (_, index) => one(index));
  const body = JSON.stringify({ ...bodies[0], events: bodies.flatMap((it) => it.events) });
  expect(await postLine(lineAccount, body)).toBe(200);
  await expect.poll(async () => (await timelinesOf(user)).flat().filter(isFromCustomer).length).toBe(10);
  const timelines = await timelinesOf(user);
  expect(timelines).toHaveLength(1);
  expect(timelines.flat().filter(isFromCustomer).map(words)).toEqual(Array.from({ length: 10 }, (_, index) => `word ${index}`));
});

test('a wrong signature is refused and leaves nothing', async () => {
  const user = lineUser(401);
  const body = lineBody({ id: 'EVT-401', user, text: 'let me in', at: Date.now(), replyToken: 'reply-401' });
  const otherKey = '00000000000000000000000000000000';
  expect(await postLine(lineAccount, body, lineSignature(body, otherKey))).toBe(401);
  expect(await postLine(lineAccount, `${body} `, lineSignature(body, CHANNEL_SECRET))).toBe(401);
  expect(await postLine(lineAccount, body, '')).toBe(401);
  // A later event of somebody else is answered, so an answer to the refused ones would be here too.
  const good = { id: 'EVT-402', user: lineUser(402), text: 'hello', at: Date.now() };
  expect(await postLine(lineAccount, lineBody(good))).toBe(200);
  await expect.poll(() => callsTo(good.user)).toHaveLength(1);
  expect(callsTo(user, ['reply-401'])).toHaveLength(0);
  expect(await timelinesOf(user)).toEqual([]);
});
