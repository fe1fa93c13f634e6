/** `kill -9` under load loses nothing that was answered 2xx, and SIGTERM ends cleanly. */

import { expect, test } from '@playwright/test';

import { Api, type Entry, isAnswer, isFromCustomer, words } from './support/api';
import { type LineAccount, lineBody, postLine } from './support/line';
import { Load } from './support/load';
import { type Call, line, lineText, type Provider } from './support/provider';
import { random } from './support/random';
import { Server } from './support/server';

const SECRET = 'crash-channel-secret-0123456789ab';
const USERS = 12;
const KILLS = 10;

let server: Server;
let vendor: Provider;
let api: Api;
let account: LineAccount;

test.beforeAll(async () => {
  vendor = await line();
  server = await Server.start({ settings: { TSUNAGI_PROVIDER_URL_LINE: vendor.url } });
  await server.cli('flow', 'publish', 'tests/e2e/flows/echo.json', '--name', 'echo');
  const settings = ['--set', `channel_secret=${SECRET}`, '--set', 'channel_access_token=token'];
  account = { url: await server.cli('channel', 'add', 'line', '--account', 'main', '--flow', 'echo', ...settings), secret: SECRET };
  api = await Api.of(server);
});

test.afterAll(async () => {
  await server?.remove();
  vendor?.close();
});

test('ten kills under load: everything answered 2xx is there once and has its answer', async () => {
  test.setTimeout(180_000);
  const seed = Number(process.env['E2E_SEED'] ?? Date.now() % 1_000_000);
  console.log(`crash.spec.ts: E2E_SEED=${seed}`);
  const next = random(seed);
  const load = new Load(account, 1_000);
  load.begin(USERS);
  for (let kill = 0; kill < KILLS; kill++) {
    await load.more(10 + Math.floor(next() * 50));
    load.pause();
    await server.stop('SIGKILL');
    await vendor.nextLife();
    await server.run();
    load.resume();
  }
  await load.more(USERS);
  await load.end();

  const before = await settled(load);
  const resent = checkAnswers(load, before);
  console.log(`crash.spec.ts: ${load.answered} messages, ${KILLS} kills, ${resent} sent again`);
  expect(resent, 'one send of a person is under way at a time').toBeLessThanOrEqual(KILLS * USERS);
  expect(await api.get('/api/v1/failures')).toEqual([]);

  // The vendor delivers everything again; a last message of each shows that all of it was looked at.
  const calls = vendor.calls.length;
  const lasts = await Promise.all(
    [...load.said].map(async ([user, events]) => {
      for (const event of events) expect(await postLine(account, lineBody(event, true))).toBe(200);
      const last = { id: `EVT-last-${user}`, user, text: `last of ${user}`, at: Date.now() };
      expect(await postLine(account, lineBody(last))).toBe(200);
      events.push(last);
      return `Echo ${last.text}`;
    }),
  );
  const after = await settled(load);
  for (const [user, entries] of after) expect(entries.slice(0, -2), user).toEqual(before.get(user));
  expect(vendor.calls.slice(calls).map(lineText).sort()).toEqual(lasts.sort());
});

test('SIGTERM under load ends with 0 within seconds, and nothing is lost', async () => {
  const load = new Load(account, 5_000);
  load.begin(USERS);
  await load.more(50);
  load.pause();
  const begun = performance.now();
  expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun, 'milliseconds to stop').toBeLessThan(10_000);
  await vendor.nextLife();
  await server.run();
  load.resume();
  await load.more(USERS);
  await load.end();
  expect(checkAnswers(load, await settled(load)), 'sends interrupted by SIGTERM').toBe(0);
});

test('SIGTERM ends an idle server with 0', async () => {
  const begun = performance.now();
  expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - begun, 'milliseconds to stop').toBeLessThan(5_000);
});

/** The timelines of all users, once every message of theirs has an answer that the vendor took. */
async function settled(load: Load): Promise<Map<string, Entry[]>> {
  let timelines = new Map<string, Entry[]>();
  await expect
    .poll(
      async () => {
        const mine = (await api.conversations()).filter((it) => load.said.has(it.customer.name));
        const read = mine.map(async (it) => [it.customer.name, await api.timeline(it.customer.id)] as const);
        timelines = new Map(await Promise.all(read));
        return [...load.said].filter(([user, events]) => {
          const done = timelines.get(user)?.filter((entry) => isAnswer(entry) && entry.delivery?.status === 'accepted');
          return (done?.length ?? 0) < events.length;
        }).length;
      },
      { timeout: 60_000, message: 'users who wait for an answer' },
    )
    .toBe(0);
  return timelines;
}

/** Checks every message and its answer; returns how many answers are marked as sent again. */
function checkAnswers(load: Load, timelines: Map<string, Entry[]>): number {
  const calls = new Map<string, Call[]>();
  for (const call of vendor.calls) calls.set(lineText(call), [...(calls.get(lineText(call)) ?? []), call]);
  let resent = 0;
  for (const [user, events] of load.said) {
    const entries = timelines.get(user) ?? [];
    expect(entries.map((entry) => entry.seq), user).toEqual(entries.map((_, index) => index + 1));
    expect(entries.filter(isFromCustomer).map(words), user).toEqual(events.map((event) => event.text));
    const answers = entries.filter(isAnswer);
    expect(answers.map(words), user).toEqual(events.map((event) => `Echo ${event.text}`));
    for (const answer of answers) {
      checkSends(answer, calls.get(words(answer) ?? '') ?? []);
      if (answer.delivery?.resent) resent += 1;
    }
  }
  return resent;
}

function checkSends(answer: Entry, calls: Call[]): void {
  const what = `${words(answer)}: ${calls.map((call) => `${call.path} in life ${call.life}`).join(', ')}`;
  const shown = calls.filter((call) => call.isShown).length;
  const keys = new Set(calls.flatMap((call) => call.headers['x-line-retry-key'] ?? []));
  expect(keys.size, `retry keys of ${what}`).toBeLessThanOrEqual(1);
  if (!answer.delivery?.resent) {
    expect(calls.length, `not marked as sent again: ${what}`).toBe(1);
    expect(shown, what).toBe(1);
    return;
  }
  // A push that is repeated under its key shows once; a reply token cannot be asked whether it arrived.
  const byReply = calls.some((call) => call.path.endsWith('/reply'));
  expect(shown, what).toBeGreaterThanOrEqual(1);
  expect(shown, what).toBeLessThanOrEqual(byReply ? 2 : 1);
  // Each life that is not the last was ended by a kill while this call was under way: none sends it twice itself.
  for (const life of new Set(calls.map((call) => call.life))) {
    const inLife = calls.filter((call) => call.life === life);
    expect(new Set(inLife.map((call) => call.path)).size, `twice in life ${life}: ${what}`).toBe(inLife.length);
  }
}
