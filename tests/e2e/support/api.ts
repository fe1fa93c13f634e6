/** The product's API, as a script would use it. */

import type { components } from '@tsunagi/api-client';

import type { Server } from './server';

type Schemas = components['schemas'];
export type Conversation = Schemas['ConversationSummary'];
export type Entry = Schemas['Entry'];

export class Api {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async of(server: Server): Promise<Api> {
    return new Api(server.url, await server.cli('token', 'create', '--role', 'owner'));
  }

  async conversations(): Promise<Conversation[]> {
    const all: Conversation[] = [];
    for (const state of ['open', 'closed']) {
      let cursor: string | null | undefined = '';
      do {
        const page: Schemas['Page_ConversationSummary'] = await this.get(
          `/api/v1/conversations?state=${state}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        );
        all.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
    }
    return all;
  }

  /** Everything with a customer, in order. */
  async timeline(customer: string): Promise<Entry[]> {
    const all: Entry[] = [];
    let before = '';
    for (;;) {
      const page: Schemas['Timeline'] = await this.get(`/api/v1/customers/${customer}/timeline?limit=100${before}`);
      all.unshift(...page.entries);
      if (!page.more) return all;
      before = `&before=${page.entries[0]?.seq}`;
    }
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

/** What a message says, as one text; `undefined` for entries that are no messages. */
export function words(entry: Entry): string | undefined {
  if (entry.body.type !== 'message') return undefined;
  const { content } = entry.body;
  return 'text' in content ? content.text : content.type;
}

export const isFromCustomer = (entry: Entry): boolean => entry.author.type === 'customer' && words(entry) !== undefined;
export const isAnswer = (entry: Entry): boolean => entry.author.type === 'flow' && words(entry) !== undefined;
