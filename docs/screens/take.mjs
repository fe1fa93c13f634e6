// Takes the pictures in this folder from a running demo. Written to be run by hand:
//
//   cargo xtask up --demo --port 8095 --data target/screens        in one terminal, with an empty folder
//   npm run screens -- http://127.0.0.1:8095                     in another
//
// Writes NAME.png in English and NAME.ja.png in Japanese. It plays customers, so every run wants a fresh data folder.
// CHROMIUM names another browser than Debian's, SCREENS another folder to write to.
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const BASE = (process.argv[2] ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const FOLDER = process.env.SCREENS ?? dirname(fileURLToPath(import.meta.url));
const LOGIN = { email: 'owner@example.com', password: 'tsunagi-demo' };
const SIZE = { width: 1360, height: 850 };
/** Quiet for this long means that wires, toasts and sockets have settled. */
const SETTLE_MS = 1_500;

const WORDS = {
  en: { locale: 'en-GB', test: 'Test', option: 'Return or exchange', hello: 'Hello', customer: 'U000000000000000000000000000000a1' },
  ja: { locale: 'ja-JP', test: 'テスト', option: '返品・交換', hello: 'こんにちは', customer: 'U000000000000000000000000000000b1' },
};

/** Name of the picture, and how to get there. */
const SCREENS = {
  home: async (page) => {
    await page.goto(`${BASE}/`);
  },
  // The flow with the simulator below it, which has played a few steps.
  builder: async (page, words) => {
    const flow = (await read(page, '/api/v1/flows')).find((it) => it.name === 'order-support');
    if (flow === undefined) throw new Error('there is no flow order-support: start the server with --demo');
    await page.goto(`${BASE}/builder/flows/${flow.id}`);
    await page.getByRole('button', { name: words.test, exact: true }).click();
    await page.locator('.phone').getByRole('button', { name: words.option, exact: true }).click();
  },
  // A conversation that a flow handed over, with the flow's steps unfolded.
  desk: async (page) => {
    const waiting = await read(page, '/api/v1/conversations?state=waiting');
    const line = waiting.items.find((item) => item.channel === 'line');
    if (line === undefined) throw new Error('nobody waits at the desk: start from a fresh data folder with --demo');
    await page.goto(`${BASE}/desk/conversations/${line.id}`);
    await page.locator('button[aria-expanded="false"]').filter({ hasText: /→/ }).first().click();
  },
  simulator: async (page, words) => {
    // A customer of each language's own: the server remembers what the other one said.
    await page.goto(`${BASE}/simulator?account=line%2Fdemo&from=${words.customer}`);
    await page.locator('textarea').last().fill(words.hello);
    await page.keyboard.press('Enter');
  },
  widget: async (page, words) => {
    await page.goto(`${BASE}/demo`);
    await page.waitForFunction(() => 'Tsunagi' in globalThis);
    await page.evaluate(() => globalThis.Tsunagi.open());
    await page.locator('textarea').fill(words.hello);
    await page.keyboard.press('Enter');
  },
};

async function read(page, path) {
  const answer = await page.request.get(`${BASE}${path}`);
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
  return answer.json();
}

async function take(browser, language) {
  const words = WORDS[language];
  const context = await browser.newContext({
    viewport: SIZE,
    locale: words.locale,
    timezoneId: 'Asia/Tokyo',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${page.url()}: ${error.message}`));
  const login = await page.request.post(`${BASE}/api/v1/login`, { data: LOGIN });
  if (!login.ok()) throw new Error(`logging in answered ${login.status()}: start the server with --demo`);
  for (const [name, go] of Object.entries(SCREENS)) {
    await go(page, words);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(SETTLE_MS);
    const file = join(FOLDER, language === 'en' ? `${name}.png` : `${name}.${language}.png`);
    await page.screenshot({ path: file });
    console.log(file);
  }
  await context.close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const language of Object.keys(WORDS)) await take(browser, language);
} finally {
  await browser.close();
}
