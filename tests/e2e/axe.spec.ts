/** Every screen as axe sees it, in both languages, light and dark; and without sideways scrolling on a phone. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

import { OWNER, test } from './support/pages';
import { Server } from './support/server';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Screen {
  name: string;
  path: string;
  /** Brings the page to the state that is looked at; resolves when everything is drawn. */
  arrange: (page: Page) => Promise<void>;
  asVisitor?: boolean;
}

const main = (page: Page) => page.getByRole('main');
const loaded = async (page: Page) => {
  await main(page).waitFor();
  await expect(page.locator('.tn-skeleton')).toHaveCount(0);
};

const played = async (page: Page) => {
  await page.getByRole('log').waitFor();
  await page.locator('[data-from=business]').first().waitFor();
};

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'order-support' }).click();
  await page.locator('[data-node]').first().waitFor();
}

const SCREENS: readonly Screen[] = [
  { name: 'login', path: '/login', asVisitor: true, arrange: (page) => page.locator('input[type=email]').waitFor() },
  { name: 'home', path: '/', arrange: loaded },
  {
    name: 'simulator',
    path: '/simulator?account=line%2Fdemo&from=U1f3c9a7d5b2e4860a1c3d5e7f9b1a2c3',
    arrange: played,
  },
  { name: 'simulator of SMS', path: '/simulator?account=sms%2Fdemo&from=%2B819012345678', arrange: played },
  {
    name: 'simulator of the web chat',
    path: '/simulator?account=webchat%2Fweb',
    arrange: (page) => page.getByRole('log').waitFor(),
  },
  { name: 'no such page', path: '/settings/nothing', arrange: (page) => main(page).waitFor() },
  { name: 'own password', path: '/settings/password', arrange: (page) => page.locator('input[type=password]').first().waitFor() },
  { name: 'new channel', path: '/settings/channels?connect=', arrange: (page) => page.locator('.kind').first().waitFor() },
  {
    name: 'new channel of LINE',
    path: '/settings/channels?connect=',
    arrange: async (page) => {
      await page.locator('.kind', { hasText: 'LINE' }).click();
      await page.getByRole('dialog').locator('input').first().waitFor();
    },
  },
  { name: 'settings begin with the channels', path: '/settings', arrange: (page) => page.locator('.account').first().waitFor() },
  { name: 'people', path: '/settings/people', arrange: (page) => page.getByText(OWNER.email).first().waitFor() },
  { name: 'flows', path: '/builder', arrange: (page) => page.getByRole('link', { name: 'order-support' }).waitFor() },
  {
    name: 'editor with the inspector',
    path: '/builder',
    arrange: async (page) => {
      await openFlow(page);
      await page.locator('.card[tabindex="0"]').focus();
      await page.locator('.side-body h2').waitFor();
    },
  },
  {
    name: 'publish sheet',
    path: '/builder',
    arrange: async (page) => {
      await openFlow(page);
      await page.getByRole('toolbar').first().locator('button[data-variant=primary]').click();
      await page.getByRole('dialog').locator('.preview-tests li').first().waitFor();
    },
  },
  {
    name: 'revisions',
    path: '/builder',
    arrange: async (page) => {
      await openFlow(page);
      await page.locator('.bar-flow').click();
      await page.getByRole('menuitem', { name: /Revisions|版の一覧/ }).click();
      await page.locator('.revisions li').first().waitFor();
    },
  },
  { name: 'settings of a flow', path: '/builder', arrange: (page) => panel(page, 'g f', '.flow-panel') },
  { name: 'problems of a flow', path: '/builder', arrange: (page) => panel(page, 'p', '.side-body') },
  { name: 'outline of a flow', path: '/builder', arrange: (page) => panel(page, 'o', '.side-body') },
  {
    name: 'tests of a flow',
    path: '/builder',
    arrange: async (page) => {
      await panel(page, 'g t', '.tests');
      await page.locator('.tests').getByRole('button').first().click();
      await page.locator('.test .tn-badge').first().waitFor();
    },
  },
  {
    name: 'a flow being tried',
    path: '/builder',
    arrange: async (page) => {
      await openFlow(page);
      await page.keyboard.press('t');
      await page.locator('.simulator .simulator-body').waitFor();
    },
  },
  { name: 'desk', path: '/desk', arrange: (page) => page.locator('.list-link').first().waitFor() },
  {
    name: 'desk with a conversation',
    path: '/desk',
    arrange: async (page) => {
      await page.locator('.list-link').first().click();
      await page.locator('.bubble').first().waitFor();
    },
  },
  {
    name: 'demo with the open widget',
    path: '/demo',
    asVisitor: true,
    arrange: async (page) => {
      await page.locator('.launcher').click();
      await page.locator('.panel .input').waitFor();
      await page.locator('.panel .input').fill('hello');
      await page.keyboard.press('Enter');
      await page.locator('.message.other .bubble').first().waitFor();
    },
  },
];

async function panel(page: Page, keys: string, content: string): Promise<void> {
  await openFlow(page);
  for (const key of keys.split(' ')) await page.keyboard.press(key);
  await page.locator(content).first().waitFor();
}

const LANGUAGES = ['ja', 'en'] as const;
const SCHEMES = ['light', 'dark'] as const;

// Both languages at once, each with a server of its own.
test.describe.configure({ mode: 'parallel' });

for (const language of LANGUAGES) {
  test(`axe finds nothing: ${language}`, async ({ browser, baseURL }) => {
    // Two dozen screens, of which a busy machine shows one in ten seconds.
    test.setTimeout(360_000);
    const context = await signedIn(browser, baseURL, { locale: language });
    for (const screen of SCREENS) {
      await test.step(screen.name, async () => {
        const page = await context.newPage();
        await page.goto(screen.path);
        await screen.arrange(page);
        const colours = new Set<string>();
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          colours.add(await page.evaluate(() => getComputedStyle(document.body).color));
          expect.soft(await violations(page), `${screen.name}, ${language}, ${colorScheme}`).toEqual([]);
        }
        expect.soft(colours.size, `${screen.name} has two schemes`).toBe(SCHEMES.length);
        await page.close();
      });
    }
    await context.close();
  });
}

test('axe finds nothing at the set-up of a new installation, and its link makes the owner', async ({ browser }) => {
  const server = await Server.start();
  await expect.poll(() => server.log).toContain('/setup?token=');
  const link = /\S+\/setup\?token=\S+/.exec(server.log)?.[0] ?? '';
  for (const language of LANGUAGES) {
    for (const scheme of SCHEMES) {
      const context = await browser.newContext({ locale: language, colorScheme: scheme, viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      await page.goto(link);
      await page.locator('input[type=email]').waitFor();
      expect.soft(await violations(page), `set-up, ${language}, ${scheme}`).toEqual([]);
      await page.getByRole('main').locator('button[type=submit]').click();
      expect.soft(await violations(page), `set-up with complaints, ${language}, ${scheme}`).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await context.close();
    }
  }
  const page = await browser.newPage({ locale: 'en' });
  await page.goto(link);
  await page.getByLabel('Name').fill('Aoi');
  await page.getByLabel('E-mail').fill('aoi@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('main').locator('button[type=submit]').click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.close();
  await server.remove();
});

for (const language of LANGUAGES) {
  test(`nothing scrolls sideways at 360 px: ${language}`, async ({ browser, baseURL }) => {
    const context = await signedIn(browser, baseURL, { locale: language, viewport: { width: 360, height: 740 } });
    const narrow = ['login', 'home', 'desk', 'desk with a conversation', 'demo with the open widget'];
    for (const screen of SCREENS.filter(({ name }) => narrow.includes(name))) {
      await test.step(screen.name, async () => {
        const page = await context.newPage();
        await page.goto(screen.path);
        await screen.arrange(page);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.soft(width, `width of ${screen.name}, ${language}`).toBeLessThanOrEqual(360);
        await page.close();
      });
    }
    await context.close();
  });
}

/** A browser of its own language and scheme; its cookie comes from the API, because the login page has tests of its own. */
async function signedIn(
  browser: Browser,
  baseURL: string | undefined,
  options: Parameters<Browser['newContext']>[0],
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...options, ...(baseURL ? { baseURL } : {}), reducedMotion: 'reduce' });
  const answer = await context.request.post('/api/v1/login', { data: OWNER });
  expect(answer.ok(), await answer.text()).toBe(true);
  return context;
}

/** One line for each element with a problem. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run());
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}: ${node.any[0]?.message ?? node.failureSummary ?? ''}`),
  );
}
