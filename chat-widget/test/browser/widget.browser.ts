import type { Content } from '@tsunagi/webchat-client';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openSite, visit } from './site';
import type { Site, Visit } from './site';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const choice: Content = {
  type: 'choice',
  text: 'What is it about?',
  options: [
    { id: 'order', label: 'My order' },
    { id: 'other', label: 'Something else' },
  ],
};

const PHOTO = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480"/></svg>';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

async function opened(path: string, options = {}): Promise<Visit> {
  const it = await visit(site, path, options);
  await it.page.locator('.launcher').click();
  await it.page.locator('.panel').waitFor();
  return it;
}

/** Whether the end of a message stands within the list's frame. */
function isInSight(bubble: Element): boolean {
  const list = bubble.closest('.list')?.getBoundingClientRect();
  return list !== undefined && bubble.getBoundingClientRect().bottom <= list.bottom;
}

async function say(visited: Visit, text: string): Promise<void> {
  await visited.page.locator('textarea').fill(text);
  await visited.page.keyboard.press('Enter');
}

it('opens within 100 ms of the click, with the focus in the field', async () => {
  const { page } = await visit(site, '/plain');
  expect(await page.evaluate(() => typeof window.Tsunagi)).toBe('object');
  const tookMs = await page.evaluate(() => {
    const root = document.querySelector('[data-tsunagi]')?.shadowRoot;
    const begun = performance.now();
    root?.querySelector<HTMLElement>('.launcher')?.click();
    return new Promise<number>((done) => {
      const look = (): void => {
        if (root?.activeElement?.tagName === 'TEXTAREA') done(performance.now() - begun);
        else requestAnimationFrame(look);
      };
      look();
    });
  });
  expect(tookMs).toBeLessThan(100);
});

it('connects nobody who only reads the page', async () => {
  const { page, server } = await visit(site, '/plain');
  await page.clock.install();
  await page.reload();
  await page.locator('.launcher').waitFor();
  await page.clock.runFor('10:00');
  // Sockets are told of in the order in which the page makes them, so one of the widget's would have come before this one.
  await page.evaluate(
    () => new Promise((open) => new WebSocket(`${location.origin.replace('http', 'ws')}/socket/webchat`).addEventListener('open', open)),
  );
  expect(server.attempts).toBe(1);
});

it('a tapped choice shows as own message, and its buttons are over', async () => {
  const it = await opened('/plain');
  await expect.poll(() => it.server.received.length).toBe(1);
  it.server.say('flow', choice);
  await it.page.getByRole('button', { name: 'My order' }).click();
  await it.page.locator('.own .bubble', { hasText: 'My order' }).waitFor();
  expect(await it.page.locator('.option:not(:disabled)').count()).toBe(0);
  expect(it.server.received.at(-1)).toMatchObject({ type: 'pick', id: 'order' });
});

it('Enter sends, except inside an IME conversion; Shift+Enter breaks the line', async () => {
  const it = await opened('/plain');
  const field = it.page.locator('textarea');
  await field.fill('にほん');
  await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
  expect(await field.inputValue()).toBe('にほん');
  await field.press('Shift+Enter');
  await it.page.keyboard.type('go');
  await field.press('Enter');
  await expect.poll(() => it.server.received.at(-1)).toMatchObject({ type: 'message', text: 'にほん\ngo' });
});

it('what was written while the line was down is sent after a reload', async () => {
  const it = await opened('/plain');
  await say(it, 'first');
  await it.page.getByText('Sent', { exact: true }).waitFor();
  await it.server.drop();
  await say(it, 'second');
  await it.page.getByText('Will be sent when connected').waitFor();
  await it.page.getByText('Connection lost. Reconnecting.').waitFor();
  it.server.down = false;
  await it.page.reload();
  await it.page.getByText('Sent', { exact: true }).waitFor();
  const texts = it.server.entries.map((entry) => (entry.content.type === 'text' ? entry.content.text : ''));
  expect(texts).toEqual(['first', 'second']);
});

it('remembers that it was open, without taking the focus, and counts unread messages while closed', async () => {
  const it = await opened('/plain');
  await say(it, 'hi');
  await it.page.reload();
  await it.page.locator('.panel').waitFor();
  expect(await it.page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await it.page.locator('.close').click();
  it.server.say('agent', { type: 'text', text: 'Hello' }, { name: 'Mori' });
  it.server.say('agent', { type: 'text', text: 'Anything else?' }, { name: 'Mori' });
  await it.page.getByRole('button', { name: 'Open chat (2 unread)' }).click();
  await expect.poll(() => it.page.locator('.badge').count()).toBe(0);
});

it('has read what came while another tab was in front, once somebody looks', async () => {
  const it = await opened('/plain');
  await say(it, 'hi');
  const show = (state: 'hidden' | 'visible'): Promise<void> =>
    it.page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await show('hidden');
  it.server.say('agent', { type: 'text', text: 'Hello' }, { name: 'Mori' });
  await it.page.getByText('Hello', { exact: true }).waitFor();
  await show('visible');
  await it.page.locator('.close').click();
  await it.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
});

it('Tab stays inside, Esc closes and gives the focus back', async () => {
  const it = await opened('/plain');
  const focused = (): Promise<string | undefined> =>
    it.page.evaluate(() => document.querySelector('[data-tsunagi]')?.shadowRoot?.activeElement?.className);
  await it.page.keyboard.type('x');
  const stops: (string | undefined)[] = [];
  for (let i = 0; i < 4; i++) {
    stops.push(await focused());
    await it.page.keyboard.press('Tab');
  }
  expect(stops).toEqual(['input', 'send', 'close', 'list']);
  await it.page.keyboard.press('Escape');
  expect(await it.page.locator('.panel').count()).toBe(0);
  expect(await focused()).toBe('launcher');
});

it('a hostile page neither reaches it nor hears the keys', async () => {
  const it = await opened('/hostile');
  it.server.say('flow', choice);
  await it.page.getByRole('button', { name: 'My order' }).waitFor();
  await it.page.keyboard.type('secret');
  expect(await it.page.evaluate(() => 'leaked' in window)).toBe(false);
  const box = await it.page.locator('.panel').boundingBox();
  const size = it.page.viewportSize();
  expect([box?.width, (box?.x ?? 0) + (box?.width ?? 0)]).toEqual([372, (size?.width ?? 0) - 20]);
  expect(await it.page.locator('.option').first().evaluate((node) => getComputedStyle(node).fontSize)).toBe('14px');
});

it.each(['light', 'dark'] as const)('says plainly where chat is not available, and stays quiet: %s', async (colorScheme) => {
  const it = await visit(site, '/plain', { colorScheme });
  it.server.closedToAll = true;
  await it.page.locator('.launcher').click();
  await it.page.getByText('Chat is not available here.').waitFor();
  expect(await it.page.locator('textarea').isDisabled()).toBe(true);
  await it.page.evaluate(() => {
    for (const name of ['online', 'focus', 'pageshow']) window.dispatchEvent(new Event(name));
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await it.page.locator('.panel .close').click();
  await it.page.locator('.launcher').click();
  await it.page.getByText('Chat is not available here.').waitFor();
  expect(it.server.attempts).toBe(1);
});

it('a strict policy stops nothing', async () => {
  const it = await opened('/strict');
  it.server.say('flow', choice);
  await it.page.getByRole('button', { name: 'My order' }).click();
  await it.page.getByText('Sent', { exact: true }).waitFor();
  expect(await it.page.locator('.launcher').evaluate((node) => getComputedStyle(node).borderRadius)).toBe('50%');
  expect(it.errors).toEqual([]);
});

it.each(['ja', 'en'])('the sample shop works under the server’s own policy: %s', async (language) => {
  const it = await visit(site, `/demo?lang=${language}`);
  await it.page.locator('[data-open]:visible').click();
  await it.page.getByRole('dialog', { name: language === 'ja' ? 'みどり珈琲' : 'Midori Coffee' }).waitFor();
  expect(await it.page.evaluate(() => document.documentElement.lang)).toBe(language);
  expect(it.errors).toEqual([]);
});

it('a picture is shown when it comes, pushes nothing out of sight, and is a link when it does not', async () => {
  const it = await opened('/plain');
  let arrive: (() => void) | undefined;
  const arrived = new Promise<void>((done) => (arrive = done));
  await it.page.route('https://pictures.example/*', async (route) => {
    if (route.request().url().endsWith('gone.png')) return route.fulfill({ status: 404 });
    await arrived;
    return route.fulfill({ contentType: 'image/svg+xml', body: PHOTO });
  });
  const photo = { type: 'media', media: 'image', caption: '' } as const;
  for (let line = 0; line < 12; line += 1) it.server.say('flow', { type: 'text', text: `Line ${line}` });
  it.server.say('flow', { ...photo, url: 'https://pictures.example/gone.png', alt: 'Lost' });
  it.server.say('flow', { ...photo, url: 'https://pictures.example/beans.svg', alt: 'Our beans' });
  it.server.say('flow', { type: 'text', text: 'These?' });
  const last = it.page.locator('.bubble', { hasText: 'These?' });
  await last.waitFor();
  arrive?.();
  const beans = it.page.getByRole('img', { name: 'Our beans' });
  await expect.poll(() => beans.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(640);
  await expect.poll(() => last.evaluate(isInSight)).toBe(true);
  await it.page.getByRole('link', { name: 'Lost' }).waitFor();
});

it('text from outside is never HTML', async () => {
  const it = await opened('/plain');
  it.server.say('flow', { type: 'text', text: '<img src=x onerror="window.hacked=1"> javascript:alert(1)' });
  it.server.say('flow', { type: 'media', media: 'image', url: 'javascript:alert(1)', alt: 'bad', caption: '' });
  await it.page.locator('.bubble', { hasText: '<img src=x' }).waitFor();
  expect(await it.page.locator('.bubble a, .bubble img').count()).toBe(0);
  expect(await it.page.evaluate(() => 'hacked' in window)).toBe(false);
});

it('leaves the page when asked, and tells it what happens', async () => {
  const it = await visit(site, '/plain');
  await it.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    for (const name of ['open', 'close', 'unread', 'message'] as const) {
      window.Tsunagi?.on(name, (event) => seen.push(typeof event === 'number' ? `${name} ${event}` : name));
    }
    window.Tsunagi?.open();
  });
  await it.page.locator('.panel').waitFor();
  await expect.poll(() => it.server.received.length).toBe(1);
  await it.page.evaluate(() => window.Tsunagi?.close());
  it.server.say('agent', { type: 'text', text: 'Hello' });
  await it.page.locator('.badge').waitFor();
  await it.page.evaluate(() => window.Tsunagi?.destroy());
  expect(await it.page.locator('[data-tsunagi]').count()).toBe(0);
  expect(await it.page.evaluate(() => [Reflect.get(window, 'seen'), typeof window.Tsunagi])).toEqual([
    ['open', 'close', 'unread 1', 'message'],
    'undefined',
  ]);
});

it.each(['light', 'dark'] as const)('passes axe in %s, on a phone too, and leaves a way out', async (colorScheme) => {
  const it = await opened('/plain', { colorScheme, viewport: { width: 360, height: 640 }, reducedMotion: 'reduce' });
  it.server.say('flow', choice);
  await say(it, 'My order, https://a.example/');
  it.server.say('agent', { type: 'text', text: 'See https://b.example/' }, { name: 'Mori' });
  await it.server.drop();
  await say(it, 'later');
  await it.page.getByText('Connection lost. Reconnecting.').waitFor();
  await it.page.evaluate(axe);
  const found = await it.page.evaluate(async () => {
    const run = Reflect.get(window, 'axe') as { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    return (await run.run()).violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`);
  });
  expect(found.filter((rule) => !/^(landmark-one-main|region)/.test(rule))).toEqual([]);
  const panel = await it.page.locator('.panel').boundingBox();
  expect(panel?.y).toBeGreaterThan(16);
  expect((await it.page.locator('.close').boundingBox())?.width).toBeGreaterThanOrEqual(44);
});
