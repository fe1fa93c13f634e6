import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { active, crowded, customer, nameless, unclear, waiting } from './support/scenes';
import { openSite, visit } from './support/site';
import type { Site } from './support/site';
import { ME, World } from './support/world';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const en = { locale: 'en' };

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const field = (page: Page) => page.locator('.write-input');
const bubbles = (page: Page, text: string) => page.locator('.bubble', { hasText: text });

describe('answering', () => {
  it('goes from the list to a sent reply without the mouse', async () => {
    const world = waiting();
    const { page, errors } = await visit(site, world, '/desk', en);
    await page.locator('.list-link').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take over' }).first().waitFor();
    await page.keyboard.press('t');
    await expect.poll(() => field(page).evaluate((node) => node === document.activeElement).catch(() => false)).toBe(true);
    await page.keyboard.type('Hello');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('there');
    await page.keyboard.press('Enter');
    await page.getByText('Accepted by LINE').waitFor();
    expect(await bubbles(page, 'there').count()).toBe(1);
    expect(await field(page).inputValue()).toBe('');
    const sent = world.calls.filter((it) => it.path.endsWith('/messages'));
    expect(sent).toMatchObject([{ body: { text: 'Hello\nthere' }, key: expect.stringMatching(/.{16}/) }]);
    expect(errors).toEqual([]);
  });

  it('never sends the Enter that ends a conversion', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1');
    await field(page).fill('にほん');
    await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await field(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
    expect(await field(page).inputValue()).toBe('にほん');
    expect(world.calls.some((it) => it.method === 'POST')).toBe(false);
  });

  it('keeps what could not be sent, and sends it again under the same key', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    world.trouble = 503;
    await field(page).fill('Important');
    await page.keyboard.press('Enter');
    await page.getByText('Could not be sent. The text is kept here.').waitFor();
    world.trouble = undefined;
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Accepted by LINE').waitFor();
    expect(await bubbles(page, 'Important').count()).toBe(1);
    const keys = world.calls.filter((it) => it.path.endsWith('/messages')).map((it) => it.key);
    expect(new Set(keys).size).toBe(1);
  });

  it('keeps it over a reload too', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    world.trouble = 0;
    await field(page).fill('Do not lose me');
    await page.keyboard.press('Enter');
    await page.getByText('Could not be sent. The text is kept here.').waitFor();
    world.trouble = undefined;
    await page.reload();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Accepted by LINE').waitFor();
    await page.reload();
    await bubbles(page, 'Do not lose me').waitFor();
    expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
    expect(world.cases[0]?.entries.filter((it) => JSON.stringify(it).includes('Do not lose me'))).toHaveLength(1);
  });

  it('writes a note that the customer does not get', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await page.locator('.composer').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Three in stock');
    await page.keyboard.press('Enter');
    await page.locator('[data-author=note] .bubble', { hasText: 'Three in stock' }).waitFor();
    expect(world.calls.some((it) => it.path.endsWith('/messages'))).toBe(false);
  });

  it('keeps a draft over a reload', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1');
    await field(page).fill('下書き');
    await page.reload();
    await field(page).waitFor();
    expect(await field(page).inputValue()).toBe('下書き');
  });

  it('counts as the channel does, and says in how many messages it arrives', async () => {
    const world = active();
    world.textLimit = 20;
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await field(page).fill('x'.repeat(45));
    await page.getByText('45 of 20 · Arrives as about 3 messages').waitFor();
  });

  it('takes a text that the channel does not divide in one piece or not at all, as the server says', async () => {
    const world = active();
    Object.assign(world, { textLimit: 20, textParts: 1 });
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await field(page).fill('x'.repeat(22));
    await page.getByText('22 of 20 · Too long for LINE: shorten it by 2 characters').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  });

  it.each([
    [200, true],
    [60_000, false],
  ])('takes the focus where it can be written soon after taking over, and minutes later does not: %i ms', async (later, focused) => {
    const world = active();
    const blocked = world.cases[1];
    if (!blocked) throw new Error('no case');
    world.enter(blocked, 'queued');
    const { page } = await visit(site, world, '/desk/conversations/cnv_2', en);
    await page.clock.install();
    await page.getByRole('button', { name: 'Take over' }).first().waitFor();
    await page.keyboard.press('t');
    await page.getByText('Olivia Smith closed LINE to us').waitFor();
    await page.clock.runFor(later);
    blocked.blocked = false;
    world.say(blocked, customer, 'Here I am again');
    await field(page).waitFor();
    expect(await field(page).evaluate((node) => node === document.activeElement)).toBe(focused);
  });

  it('says why a blocked channel takes nothing, and offers the note', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_2', en);
    await page.getByText('Olivia Smith closed LINE to us').waitFor();
    expect(await field(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Leave a note instead' }).click();
    expect(await field(page).evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it('closes with a way back', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await page.locator('.composer').waitFor();
    await page.keyboard.press('e');
    await page.getByText('The conversation with 田中 恵 is closed.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await field(page).waitFor();
    expect(world.cases[0]?.summary.state).toBe('active');
  });

  it('says that closing failed, in the next conversation too', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1?view=active', en);
    await page.locator('.composer').waitFor();
    await page.route('**/close', async (route) => {
      await new Promise((done) => setTimeout(done, 500));
      await route.fallback();
    });
    world.trouble = 409;
    await page.keyboard.press('e');
    await page.locator('.list-link', { hasText: 'Olivia Smith' }).click();
    await page.getByRole('heading', { level: 1, name: 'Olivia Smith' }).waitFor();
    await page.locator('.tn-toast[data-tone=bad]', { hasText: '保存できませんでした' }).waitFor({ timeout: 5_000 });
    expect(world.cases[0]?.summary.state).toBe('active');
  });

  it('keeps one agent’s unsent text from the next at the same machine', async () => {
    const world = active();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await field(page).fill('not for others');
    world.me = { id: 'usr_other', name: '佐藤 健' };
    await page.reload();
    await field(page).waitFor();
    expect(await field(page).inputValue()).toBe('');
    world.me = ME;
    await page.reload();
    await field(page).waitFor();
    expect(await field(page).inputValue()).toBe('not for others');
  });
});

describe('the customer', () => {
  it.each([
    ['en', ['LINE user A2C3', 'Web visitor 3F2A', '+81 90 1234 5678']],
    ['ja', ['LINEのユーザー A2C3', 'Webの訪問者 3F2A', '090-1234-5678']],
  ])('has a name that people can say: %s', async (locale, names) => {
    const { page } = await visit(site, nameless(), '/desk/conversations/cnv_1', { locale });
    await page.locator('.thread-name', { hasText: names[0] as string }).waitFor();
    expect((await page.locator('.list-name').allTextContents()).toSorted()).toEqual(names.toSorted());
    // Nobody knows the language: there is nothing to say about it.
    expect(await page.locator('.customer').getByText(locale === 'en' ? 'Language' : '言語', { exact: true }).count()).toBe(0);
  });

  it('has answered in this order; what the flow computed stays folded', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1', en);
    const answers = page.locator('.answers');
    await answers.getByText('1182', { exact: true }).waitFor();
    expect(await answers.locator('dt').allTextContents()).toEqual(['ご用件をお選びください。', '注文番号をご入力ください。', '状態がわかる写真をお送りください。LINEでも続けられます。']);
    expect(await page.getByText('member', { exact: true }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Variables of the flow' }).click();
    await page.getByText('member', { exact: true }).waitFor();
  });

  it('stays in place when the conversation ends', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1', en);
    await page.getByRole('button', { name: 'Variables of the flow' }).waitFor();
    const contacts = page.getByRole('heading', { name: 'Contacts' });
    const place = await contacts.boundingBox();
    await page.keyboard.press('e');
    await page.getByText('The conversation with 田中 恵 is closed.').waitFor();
    expect(await contacts.boundingBox()).toEqual(place);
  });
});

describe('the timeline', () => {
  it('keeps the place while earlier pages come in above', async () => {
    const { page } = await visit(site, crowded(), '/desk/conversations/cnv_1');
    await bubbles(page, '260件目').waitFor();
    const box = page.locator('.timeline');
    const before = await page.locator('.row-message').count();
    const top = (): Promise<number> => page.locator('#e-240').evaluate((node) => node.getBoundingClientRect().top);
    await box.evaluate((node) => node.scrollTo({ top: 200 }));
    const place = await top();
    await expect.poll(() => page.locator('.row-message').count()).toBeGreaterThan(before);
    expect(Math.abs((await top()) - place)).toBeLessThan(2);
  });

  it('reaches the very beginning, with its conversations apart', async () => {
    const { page } = await visit(site, crowded(), '/desk/conversations/cnv_1', en);
    await bubbles(page, '260件目').waitFor();
    await expect
      .poll(async () => {
        await page.locator('.timeline').evaluate((node) => node.scrollTo({ top: 0 }));
        return page.getByText('The beginning of everything').count();
      }, { timeout: 10_000 })
      .toBe(1);
    expect(await page.locator('.row-boundary').count()).toBe(2);
  });

  it('says what came while one reads above, and goes there', async () => {
    const world = crowded();
    const { page } = await visit(site, world, '/desk/conversations/cnv_1', en);
    const it = world.cases[0];
    if (!it) throw new Error('no case');
    await bubbles(page, '260件目').waitFor();
    await page.locator('.timeline').evaluate((node) => node.scrollBy({ top: -900 }));
    await page.getByRole('button', { name: 'To the latest' }).waitFor();
    world.say(it, customer, 'Are you there?');
    await page.getByRole('button', { name: '1 new message' }).click();
    await bubbles(page, 'Are you there?').waitFor();
    expect(await page.locator('[aria-live]', { hasText: '田中 恵: Are you there?' }).count()).toBe(1);
  });

  it.each([
    ['en', 'gave no answer', 'could not be finished, because of an error in this system', 'does not see all of it'],
    ['ja', '応答がありませんでした', 'このシステムのエラーにより送信を完了できませんでした', '一部しか表示されていません'],
  ])('tells whether a channel or this system is why nobody knows what arrived, and what was not shown: %s', async (locale, silent, ours, shortened) => {
    const { page } = await visit(site, unclear(), '/desk/conversations/cnv_1', { locale });
    const notes = page.locator('.delivery-note');
    await notes.first().waitFor();
    const told = await notes.allTextContents();
    expect(told).toEqual([silent, ours, shortened].map((words) => expect.stringContaining(words)));
  });

  it('folds steps of flows into one line that opens', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1', en);
    const line = page.getByRole('button', { name: /Flow: 3 messages/ });
    await line.waitFor();
    expect(await bubbles(page, '注文番号をご入力ください。').count()).toBe(0);
    await line.click();
    expect(await bubbles(page, '注文番号をご入力ください。').count()).toBe(1);
  });

  it('reads everything again after the line was lost', async () => {
    const world = active();
    const { page, dropSocket } = await visit(site, world, '/desk/conversations/cnv_1', en);
    await bubbles(page, '日曜日の午前中').waitFor();
    await dropSocket();
    const it = world.cases[0];
    if (it) world.say(it, customer, 'Said in the dark');
    await bubbles(page, 'Said in the dark').waitFor();
  });
});

describe('the page', () => {
  it('has an address for everything, and back works', async () => {
    const { page } = await visit(site, waiting(), '/desk', en);
    await page.locator('.list-link', { hasText: 'James Wilson' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/desk\/conversations\/cnv_\d$/);
    await page.keyboard.press('3');
    await expect.poll(() => new URL(page.url()).search).toBe('?view=active');
    await page.goBack();
    await page.goBack();
    await page.getByText('Choose a conversation from the list.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/desk');
  });

  it('finds one’s own conversations behind many of others', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1?view=mine', en);
    await page.locator('.list-link').first().waitFor({ timeout: 5_000 });
  });

  it.each(['ja', 'en'])('shows every list and leaves the composer free at 1024 pixels: %s', async (locale) => {
    const { page } = await visit(site, crowded(), '/desk/conversations/cnv_1', { locale, viewport: { width: 1024, height: 700 } });
    await field(page).waitFor();
    const list = await page.locator('.desk-list').boundingBox();
    // One line, with two digits behind each name that counts.
    expect((await page.locator('.views').boundingBox())?.height).toBeLessThan(50);
    for (const view of await page.locator('.view').all()) {
      const box = await view.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual((list?.x ?? 0) + (list?.width ?? 0));
    }
    await page.keyboard.press('e');
    const toast = await page.locator('.tn-toast').boundingBox();
    const composer = await page.locator('.composer').boundingBox();
    expect((toast?.x ?? 0) + (toast?.width ?? Infinity)).toBeLessThanOrEqual(composer?.x ?? 0);
  });

  it('says that a conversation does not exist', async () => {
    const { page } = await visit(site, waiting(), '/desk/conversations/cnv_none');
    await page.getByText('この会話は見つかりません。').waitFor();
  });

  it('works in one column of 360 pixels', async () => {
    const { page } = await visit(site, waiting(), '/desk', { ...en, viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await page.locator('.list-link').first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('.desk-list').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Take over' }).click();
    await field(page).waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.locator('.desk-list').waitFor();
  });

  it('shows its keys', async () => {
    const { page } = await visit(site, active(), '/desk/conversations/cnv_1', en);
    await page.locator('.composer').waitFor();
    await page.keyboard.press('?');
    const map = page.getByRole('dialog');
    for (const name of ['Next in the list', 'Reply', 'Write a note', 'Hand back to flow', 'Close', 'Show “Mine”']) {
      expect(await map.getByText(name, { exact: true }).count()).toBe(1);
    }
  });

  it.each([
    ['ja', 'light', '/desk/conversations/cnv_1?view=mine', active],
    ['en', 'dark', '/desk/conversations/cnv_1?view=mine', active],
    ['en', 'light', '/desk/conversations/cnv_2?view=active', active],
    ['ja', 'dark', '/desk', waiting],
    ['ja', 'light', '/desk', () => new World()],
  ] as const)('passes axe: %s, %s, %s', async (locale, colorScheme, path, scene) => {
    const { page, errors } = await visit(site, scene(), path, { locale, colorScheme, viewport: { width: 1360, height: 820 } });
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    await expect.poll(() => page.locator('.tn-skeleton').count()).toBe(0);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const run = Reflect.get(window, 'axe') as { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      return (await run.run()).violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`);
    });
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  });
});
