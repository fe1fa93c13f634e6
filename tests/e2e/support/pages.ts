/** What every spec does in a browser: a demo server of the file's own, and somebody who is logged in. */

import { type Page, test as base } from '@playwright/test';

import { Server } from './server';

export const OWNER = { email: 'owner@example.com', password: 'tsunagi-demo' };

/** Tests with one demo server for each worker. */
export const test = base.extend<object, { demo: Server }>({
  demo: [
    async ({}, use) => {
      const server = await Server.start({ demo: true });
      await use(server);
      await server.remove();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
});

/** Logs in through the page. */
export async function logIn(page: Page): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL((url) => url.pathname === '/');
}
