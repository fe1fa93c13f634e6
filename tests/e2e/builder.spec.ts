/** A flow drawn by mouse answers in web chat within a second of publishing. */

import { expect } from '@playwright/test';

import { Builder } from './support/builder';
import { logIn, test } from './support/pages';
import { Widget } from './support/widget';

test('a flow drawn by mouse answers in web chat within a second of publishing', async ({ page, browser, baseURL }) => {
  await page.setViewportSize({ width: 1600, height: 1000 });
  await logIn(page);
  const builder = await Builder.draw(page, 'Flowers by mouse');
  const ask = await builder.addNode('ask', { x: 280, y: 560 });
  await builder.say(ask, 'Which flower do you like?', 'お好きな花は何ですか。');
  const thanks = await builder.addNode('message', { x: 660, y: 560 });
  await builder.say(thanks, 'A bunch of {{ answer }} for you.', '{{ answer }}の花束ですね。');
  await builder.connect('hello', 'next', ask);
  await builder.connect(ask, 'answered', thanks);
  await builder.connect(ask, 'invalid', 'end');
  await builder.connect(thanks, 'next', 'end');
  await builder.expectNoProblems();

  // The account starts the flow from its first revision on.
  const settings = await page.context().newPage();
  await settings.goto('/settings/channels');
  const account = settings.getByRole('listitem').filter({ has: settings.getByRole('button', { name: 'Web chat web' }) });
  await account.getByRole('button', { name: /Flow$/ }).click();
  await settings.getByRole('option', { name: /Flowers by mouse/ }).click();
  await expect(account.getByRole('button', { name: /^Flowers by mouse/ })).toBeVisible();

  const visitor = await browser.newContext({ locale: 'en', ...(baseURL ? { baseURL } : {}) });
  const widget = await Widget.open(await visitor.newPage());
  await builder.publish('Drawn by mouse');
  const published = performance.now();
  await widget.say('Hi');
  await widget.answer('Hello.').waitFor();
  await widget.answer('Which flower do you like?').waitFor();
  const answeredAfterMs = performance.now() - published;
  console.log(`builder.spec.ts: answered ${Math.round(answeredAfterMs)} ms after publishing`);
  expect(answeredAfterMs, 'milliseconds from published to answered').toBeLessThan(1_000);
  await widget.say('camellias');
  await widget.answer('A bunch of camellias for you.').waitFor();
  await visitor.close();
});
