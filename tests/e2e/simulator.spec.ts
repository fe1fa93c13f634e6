/** LINE and SMS played in the browser, and a person at the desk who answers. */

import { expect } from '@playwright/test';

import { logIn, test } from './support/pages';
import { Desk, Phone } from './support/phone';

test.beforeEach(async ({ page }) => logIn(page));

test('LINE: the flow answers with buttons, an agent takes over, the flow goes on', async ({ page }) => {
  const user = 'U00000000000000000000000000000e2e';
  const phone = await Phone.take(page, 'line/demo', user);
  await phone.say('こんにちは');
  await phone.heard('ご用件をお選びください').waitFor();
  await phone.pick(0);
  await phone.heard('注文番号').waitFor();
  await phone.say('担当者');

  const desk = await Desk.answer(await page.context().newPage(), 'LINE user 0E2E');
  await desk.perform('Take over');
  await desk.state('With you').waitFor();
  await desk.reply('お待たせしました。Samです。');
  await phone.heard('お待たせしました。Samです。').waitFor();
  await phone.say('ありがとう');
  await desk.said('ありがとう').waitFor();
  await desk.perform('Hand back to flow');
  await desk.told(/^The flow answers/).waitFor();
  await phone.say('最初から');
  await phone.heard('ご用件をお選びください').nth(1).waitFor();
});

test('SMS: the flow answers in words, an agent answers and closes', async ({ page }) => {
  const number = '+14155550199';
  const phone = await Phone.take(page, 'sms/demo', number);
  await phone.say('Hello');
  await phone.heard(/1[ .:)]/).waitFor();
  await phone.say('agent');

  const desk = await Desk.answer(await page.context().newPage(), '+1 415 555 0199');
  await desk.perform('Take over');
  await desk.reply('Sam here, how can I help?');
  await phone.heard('Sam here, how can I help?').waitFor();
  await desk.perform('Close');
  await desk.state('Closed').waitFor();
  // The next message begins again with the flow.
  const before = await phone.heard(/1[ .:)]/).count();
  await phone.say('Hello again');
  await expect(phone.heard(/1[ .:)]/)).toHaveCount(before + 1);
});
