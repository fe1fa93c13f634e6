/** A customer's phone in the simulator, and the desk that answers it, in their users' words. */

import { expect, type Locator, type Page } from '@playwright/test';

export class Phone {
  private constructor(private readonly page: Page) {}

  static async take(page: Page, account: string, address: string): Promise<Phone> {
    await page.goto(`/simulator?account=${encodeURIComponent(account)}&from=${encodeURIComponent(address)}`);
    await page.getByRole('log').waitFor();
    return new Phone(page);
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('[data-from=customer]', { hasText: text }).last().getByText('Delivered').waitFor();
  }

  async pick(option: number): Promise<void> {
    await this.page.getByRole('list', { name: 'Answers to choose from' }).getByRole('button').nth(option).click();
  }

  heard(text: string | RegExp): Locator {
    return this.page.locator('[data-from=business]', { hasText: text });
  }
}

export class Desk {
  private constructor(private readonly page: Page) {}

  /** Opens the conversation of somebody who waits. */
  static async answer(page: Page, customer: string): Promise<Desk> {
    await page.goto('/desk');
    await page.getByRole('link').filter({ hasText: customer }).click();
    await expect(page.getByRole('heading', { level: 1, name: customer })).toBeVisible();
    return new Desk(page);
  }

  async perform(action: 'Take over' | 'Hand back to flow' | 'Close'): Promise<void> {
    await this.page.locator('.thread-head').getByRole('button', { name: action }).click();
  }

  async reply(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /^Reply on/ }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  said(text: string): Locator {
    return this.page.locator('.bubble', { hasText: text });
  }

  /** What the page tells after an action. */
  told(text: RegExp): Locator {
    return this.page.getByText(text);
  }

  state(text: string): Locator {
    return this.page.locator('.thread-head').getByText(text, { exact: true });
  }
}
