/** The chat widget on the demo shop's page, in its user's words. */

import type { Locator, Page } from '@playwright/test';

export class Widget {
  private constructor(private readonly page: Page) {}

  static async open(page: Page): Promise<Widget> {
    await page.goto('/demo');
    await page.locator('.launcher').click();
    await page.locator('.panel .input').waitFor();
    return new Widget(page);
  }

  async say(text: string): Promise<void> {
    await this.page.locator('.panel .input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** What the business said. */
  answer(text: string): Locator {
    return this.page.locator('.message.other .bubble', { hasText: text });
  }
}
