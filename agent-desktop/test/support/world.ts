/** A workspace in memory that answers the API's calls of the desk, for browser tests. */

import type {
  Author,
  Content,
  ConversationAbility,
  ConversationDetail,
  ConversationState,
  ConversationSummary,
  Entry,
  EntryBody,
  IdentityView,
  VariableView,
} from '@tsunagi/api-client';

export const ME = { id: 'usr_me', name: '森 葵' };

export interface Case {
  summary: ConversationSummary;
  identities: IdentityView[];
  variables: VariableView[];
  blocked: boolean;
  entries: Entry[];
}

export interface Call {
  method: string;
  path: string;
  key: string | undefined;
  body: unknown;
}

export class World {
  readonly cases: Case[] = [];
  readonly calls: Call[] = [];
  /** Told after every change, as the socket's hints are. */
  notify: (frame: object) => void = () => undefined;
  /** Status that writes get instead of working; 0 cuts the connection. */
  trouble: number | undefined;
  textLimit = 5_000;
  textParts = 10;
  /** Who is logged in. */
  me = ME;
  #keys = new Set<string>();

  add(name: string, channel: string, state: ConversationState, waitedS: number | undefined): Case {
    const index = this.cases.length + 1;
    const at = new Date(Date.now() - (waitedS ?? 600) * 1000).toISOString();
    const made: Case = {
      summary: {
        id: `cnv_${index}`,
        customer: { id: `cus_${index}`, name, language: 'ja' },
        channel,
        account: 'main',
        state,
        opened_at: at,
        last_at: at,
        preview: '',
        preview_inbound: true,
        last_seq: 0,
        abilities: [],
        ...(waitedS !== undefined && { waiting_since: at }),
      },
      identities: [{ channel, account: 'main', address: `U${index}0f3a8c2d` }],
      variables: [],
      blocked: false,
      entries: [],
    };
    this.cases.push(made);
    this.enter(made, state);
    return made;
  }

  enter(it: Case, state: ConversationState): void {
    it.summary.state = state;
    it.summary.abilities = abilitiesOf(state);
    if (state === 'active') it.summary.assignee = ME;
    else delete it.summary.assignee;
    if (state === 'flow' || state === 'closed') delete it.summary.waiting_since;
  }

  say(it: Case, author: Author, body: EntryBody | string, more: Partial<Entry> = {}): Entry {
    const content: Content | undefined = typeof body === 'string' ? { type: 'text', text: body } : undefined;
    const entry: Entry = {
      seq: it.entries.length + 1,
      at: new Date().toISOString(),
      conversation_id: it.summary.id,
      channel: it.summary.channel,
      account: 'main',
      author,
      body: content ? { type: 'message', content, unsent: false } : (body as EntryBody),
      ...more,
    };
    it.entries.push(entry);
    it.summary.last_seq = entry.seq;
    it.summary.last_at = entry.at;
    if (entry.body.type === 'message' && !entry.body.unsent) {
      it.summary.preview = previewOf(entry.body.content);
      it.summary.preview_inbound = author.type === 'customer';
    }
    this.changed(it);
    return entry;
  }

  changed(it: Case): void {
    const { id, customer, last_seq } = it.summary;
    this.notify({ type: 'thread_changed', customer_id: customer.id, conversation_id: id, seq: last_seq });
  }

  answer(method: string, url: URL, key: string | undefined, body: unknown): { status: number; body: unknown } {
    const path = url.pathname;
    this.calls.push({ method, path, key, body });
    if (path === '/api/v1/me') return ok(this.#me());
    if (path === '/api/v1/overview') return ok(this.#overview());
    if (path === '/api/v1/conversations') return ok(this.#page(url.searchParams));
    const timeline = /^\/api\/v1\/customers\/([^/]+)\/timeline$/.exec(path);
    if (timeline) return this.#timeline(timeline[1] ?? '', url.searchParams);
    const one = /^\/api\/v1\/conversations\/([^/]+)(?:\/([a-z-]+))?$/.exec(path);
    const it = this.cases.find(({ summary }) => summary.id === one?.[1]);
    if (!it) return problem(404, 'not_found', 'この会話は見つかりません。');
    if (method === 'GET') return ok(this.#detail(it));
    if (this.trouble !== undefined) return problem(this.trouble, 'unavailable', '保存できませんでした。少し待ってからお試しください。');
    return ok(this.#act(it, one?.[2] ?? '', key, body));
  }

  #act(it: Case, verb: string, key: string | undefined, body: unknown): ConversationDetail {
    const agent: Author = { type: 'agent', ...ME };
    const event = (name: string): EntryBody => ({ type: 'event', event: name, detail: '' });
    if (verb === 'messages' || verb === 'notes') {
      const { text } = body as { text: string };
      if (key === undefined || !this.#keys.has(key)) {
        if (key !== undefined) this.#keys.add(key);
        if (verb === 'notes') this.say(it, agent, { type: 'note', text });
        else this.say(it, agent, text, { delivery: { status: 'accepted', degraded: [], resent: false } });
        if (verb === 'messages') delete it.summary.waiting_since;
      }
      return this.#detail(it);
    }
    const [state, name] = (
      { 'take-over': ['active', 'taken_over'], 'hand-back': ['flow', 'handed_back'], close: ['closed', 'closed'] } as const
    )[verb as 'close'];
    this.enter(it, state);
    this.say(it, agent, event(name));
    return this.#detail(it);
  }

  #detail(it: Case): ConversationDetail {
    const { channel, account } = it.summary;
    return {
      conversation: it.summary,
      identities: it.identities,
      variables: it.variables,
      reply: { channel, account, text_limit: this.textLimit, text_unit: 'utf16', text_parts: this.textParts, blocked: it.blocked },
    };
  }

  /** As with many conversations: the first ones that the server looks at are nobody's here. */
  #page(query: URLSearchParams): object {
    const view = query.get('state') ?? 'open';
    if (view === 'mine' && !query.has('cursor')) return { items: [], next_cursor: 'later' };
    return { items: this.#list(view) };
  }

  #list(view: string): ConversationSummary[] {
    const all = this.cases.map((it) => it.summary);
    const state = { waiting: 'queued', active: 'active', flow: 'flow', closed: 'closed' }[view];
    return view === 'mine' ? all.filter((it) => it.assignee?.id === ME.id) : all.filter((it) => it.state === state);
  }

  #timeline(customerId: string, query: URLSearchParams): { status: number; body: unknown } {
    const all = this.cases.find(({ summary }) => summary.customer.id === customerId)?.entries ?? [];
    const limit = Number(query.get('limit') ?? 50);
    const after = query.get('after');
    if (after !== null) {
      const later = all.filter((it) => it.seq > Number(after));
      return ok({ entries: later.slice(0, limit), more: later.length > limit });
    }
    const before = Number(query.get('before') ?? Infinity);
    const page = all.filter((it) => it.seq < before).slice(-limit);
    return ok({ entries: page, more: (page[0]?.seq ?? 1) > 1 });
  }

  #me(): object {
    const abilities = ['read_flows', 'read_conversations', 'answer_conversations', 'use_simulator'];
    const user = { ...this.me, email: 'mori@example.jp', role: 'agent', disabled: false };
    return { user, workspace: 'みどり', abilities, csrf_token: 'csrf' };
  }

  #overview(): object {
    const count = (state: ConversationState): number => this.cases.filter((it) => it.summary.state === state).length;
    const waits = this.cases.flatMap(({ summary }) =>
      summary.state === 'queued' && summary.waiting_since ? [(Date.now() - Date.parse(summary.waiting_since)) / 1000] : [],
    );
    return {
      version: '0.1.0',
      channels: [],
      flows: 1,
      flows_published: 1,
      conversations_in_flow: count('flow'),
      conversations_waiting: count('queued'),
      conversations_active: count('active'),
      conversations_counted_to: 1000,
      agents_online: 1,
      failures: 0,
      demo: false,
      ...(waits.length > 0 && { longest_wait_s: Math.floor(Math.max(...waits)) }),
    };
  }
}

function abilitiesOf(state: ConversationState): ConversationAbility[] {
  switch (state) {
    case 'flow':
    case 'queued':
      return ['take_over', 'note', 'close'];
    case 'active':
      return ['reply', 'note', 'hand_back', 'close'];
    case 'closed':
      return ['note', 'take_over'];
  }
}

function previewOf(content: Content): string {
  if (content.type === 'text' || content.type === 'choice') return content.text;
  return content.type === 'picked' ? content.label : `[${content.type}]`;
}

const ok = (body: unknown): { status: number; body: unknown } => ({ status: 200, body });

function problem(status: number, code: string, detail: string): { status: number; body: unknown } {
  return { status, body: { type: 'about:blank', title: '', status, code, detail, request_id: 'req_7Q2M' } };
}
