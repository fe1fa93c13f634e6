/** The builder in its user's words: everything by mouse, as a person draws. */

import { expect, type Locator, type Page } from '@playwright/test';

/** As the palette calls them. */
const KINDS = { message: 'Message', ask: 'Question', end: 'End', handover: 'Hand over' } as const;

export class Builder {
  private constructor(private readonly page: Page) {}

  /** A new flow from the smallest template: `hello` leads to `end`. */
  static async draw(page: Page, name: string): Promise<Builder> {
    await page.goto('/builder');
    await page.getByRole('button', { name: 'New flow' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Create' }).click();
    const builder = new Builder(page);
    await builder.node('hello').waitFor();
    return builder;
  }

  node(id: string): Locator {
    return this.page.locator(`[data-node="${id}"]`);
  }

  /** Drags a kind from the palette to a place on the canvas; resolves to the id of the new node. */
  async addNode(kind: keyof typeof KINDS, at: { x: number; y: number }): Promise<string> {
    const before = await this.#ids();
    const item = this.page.getByRole('button', { name: `Add ${KINDS[kind]}`, exact: true });
    await item.dragTo(this.page.locator('.react-flow__pane'), { targetPosition: at });
    await expect.poll(async () => (await this.#ids()).length, { message: `a new ${kind}` }).toBe(before.length + 1);
    const added = (await this.#ids()).find((id) => !before.includes(id));
    if (added === undefined) throw new Error(`The new ${kind} has no id`);
    return added;
  }

  /** Writes what a node says, in English and Japanese. */
  async say(node: string, en: string, ja: string): Promise<void> {
    await this.node(node).locator('.card-head').click();
    const details = this.page.getByRole('region', { name: 'Details' });
    await expect(details.getByRole('heading', { level: 2 })).toContainText(node);
    await details.getByRole('textbox', { name: /\(English\)$/ }).first().fill(en);
    await details.getByRole('textbox', { name: /\(日本語\)$/ }).first().fill(ja);
    await expect(this.node(node)).toContainText(en.slice(0, 20));
  }

  /** Draws a wire from an exit to a node, with the mouse held down. */
  async connect(from: string, exit: string, to: string): Promise<void> {
    const start = this.page.locator(`.react-flow__handle[data-nodeid="${from}"][data-handleid="${exit}"]`);
    const goal = this.page.locator(`.react-flow__handle[data-nodeid="${to}"][data-handleid="in"]`);
    const [a, b] = [await middle(start), await middle(goal)];
    await this.page.mouse.move(a.x, a.y);
    await this.page.mouse.down();
    await this.page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 5 });
    await this.page.mouse.move(b.x, b.y, { steps: 5 });
    await this.page.mouse.up();
    const port = this.page.locator(`[data-port="${from}/${exit}"]`);
    await expect(port).toHaveAccessibleName(new RegExp(`leads to ${to}\\.`));
  }

  async expectNoProblems(): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'No problems' })).toBeVisible();
  }

  async openPublishSheet(): Promise<Locator> {
    await this.page.getByRole('toolbar').getByRole('button', { name: 'Publish' }).click();
    const sheet = this.page.getByRole('dialog', { name: /^Publish/ });
    await expect(sheet.getByRole('heading', { name: 'What changes' })).toBeVisible();
    return sheet;
  }

  /** Publishes through the sheet; resolves when the page says that it is done. */
  async publish(note: string): Promise<void> {
    const sheet = await this.openPublishSheet();
    await sheet.getByLabel('Note').fill(note);
    await sheet.getByRole('button', { name: 'Publish' }).click();
    await this.page.getByText(/^Published as revision \d+/).waitFor();
  }

  #ids(): Promise<string[]> {
    return this.page.locator('[data-node]').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node') ?? ''));
  }
}

async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
