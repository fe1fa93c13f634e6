/** A stand-in for `tsunagi serve` while it is being built: flows in memory, and the engine's module from target/. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Plugin } from 'vite';

interface Stored {
  id: string;
  name: string;
  version: number;
  updated_at: string;
  document: Record<string, unknown>;
  tests: Record<string, unknown>[];
  published: null | Record<string, unknown>;
  revisions: Record<string, unknown>[];
  dirty: boolean;
  used_by: string[];
}

const flows = new Map<string, Stored>();
let next = 1;
const ABILITIES = ['read_flows', 'edit_flows', 'publish_flows', 'read_conversations', 'use_simulator', 'manage_channels', 'manage_people'];

function add(name: string, document: Record<string, unknown>, published: boolean, used: string[] = []): Stored {
  const id = `flw_${next++}`;
  const revision = published
    ? { number: 3, hash: 'a'.repeat(64), note: 'Opening hours changed', published_at: '2026-11-20T02:00:00Z', published_by: '佐藤 花子' }
    : null;
  const flow: Stored = {
    id, name, version: 1, updated_at: new Date(Date.now() - next * 3_600_000).toISOString(), document, tests: [],
    published: revision, revisions: revision ? [revision, { ...revision, number: 2, hash: 'b'.repeat(64), note: '' }] : [], dirty: published, used_by: used,
  };
  flows.set(id, flow);
  return flow;
}

export function big(count: number): Record<string, unknown> {
  const nodes: Record<string, unknown> = {};
  const places: Record<string, unknown> = {};
  for (let i = 0; i < count; i += 1) {
    const id = `n${i}`;
    const to = (step: number) => `n${Math.min(count - 1, i + step)}`;
    places[id] = { x: Math.floor(i / 44) * 340, y: (i % 44) * 220 };
    nodes[id] =
      i % 3 === 0
        ? { kind: 'ask', settings: { text: { ja: `質問 ${i}:ご注文番号を入力してください。`, en: `Question ${i}: your order number?` }, answer: { type: 'text' }, save_as: `answer_${i}`, retry: { max: 2, text: {} } }, exits: { answered: to(1), invalid: to(44) } }
        : { kind: 'message', settings: { text: { ja: `メッセージ ${i}:ありがとうございます。確認いたしますので少々お待ちください。`, en: `Message ${i}: thank you.` } }, exits: { next: to(i % 44 === 43 ? 1 : 44) } };
  }
  nodes[`n${count - 1}`] = { kind: 'end', settings: {}, exits: {} };
  return { format: 'tsunagi.flow/1', languages: ['ja', 'en'], time_zone: 'Asia/Tokyo', start: 'n0', nodes, layout: { nodes: places } };
}

export function mock(seed: (add: (name: string, document: Record<string, unknown>, published: boolean, used?: string[]) => unknown) => void): Plugin {
  seed(add);
  add('big', big(2000), true);
  return {
    name: 'mock-server',
    configureServer: (server) => void server.middlewares.use((request, response, pass) => void handle(request, response, pass)),
    configurePreviewServer: (server) => void server.middlewares.use((request, response, pass) => void handle(request, response, pass)),
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, pass: () => void) {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const method = request.method ?? 'GET';
  const send = (status: number, body?: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (path === '/assets/flow.wasm') {
    response.writeHead(200, { 'content-type': 'application/wasm' });
    response.end(readFileSync(new URL('../../target/wasm32-unknown-unknown/guest/flow_wasm.wasm', import.meta.url)));
    return;
  }
  if (!path.startsWith('/api/')) return pass();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body = text ? JSON.parse(text) : {};
  const problem = (status: number, code: string, detail: string) => send(status, { type: 'about:blank', title: code, status, code, detail });
  if (path === '/api/v1/me') return send(200, { user: { id: 'usr_1', name: '佐藤 花子', email: 'sato@example.com', role: 'owner', disabled: false }, workspace: 'demo', abilities: ABILITIES, csrf_token: 'x' });
  if (path === '/api/v1/channel-accounts') return send(200, []);
  if (path === '/api/v1/flows' && method === 'GET') return send(200, [...flows.values()].map(summary));
  if (path === '/api/v1/flows') {
    if ([...flows.values()].some((flow) => flow.name === body.name)) return problem(409, 'name_taken', 'この名前のフローはすでにあります。別の名前にしてください。');
    const flow = add(body.name, body.document, false);
    flow.tests = body.tests ?? [];
    return send(201, whole(flow));
  }
  const [, id = '', rest = ''] = /^\/api\/v1\/flows\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  const flow = flows.get(id);
  if (!flow) return problem(404, 'not_found', 'Not here.');
  if (rest === '' && method === 'GET') return send(200, whole(flow));
  if (rest === '' && method === 'DELETE') { flows.delete(id); return send(204); }
  if (rest === '' && method === 'PATCH') {
    if (request.headers['if-match'] !== `"${flow.version}"`) return problem(412, 'version_changed', 'Somebody else saved.');
    Object.assign(flow, body, { version: flow.version + 1, updated_at: new Date().toISOString(), dirty: true });
    return send(200, whole(flow));
  }
  if (rest === 'publish-preview') return send(200, { changes: [{ en: 'Message “hello”: text changed', ja: 'メッセージ「hello」: 本文を変更' }], problems: [], tests: flow.tests.map((test, index) => ({ name: String(test['name'] ?? index), passed: index % 2 === 0, failure: index % 2 === 0 ? null : '2: expected “a”, saw “b”', transcript: ['> hi', '< hello'] })), running_conversations: 4, can_publish: true });
  if (rest === 'revisions') return send(200, flow.revisions);
  if (rest === 'publish' || rest === 'rollback') {
    const number = (Number(flow.revisions[0]?.['number'] ?? 0)) + 1;
    flow.published = { number, hash: 'c'.repeat(64), note: body.note ?? '', published_at: new Date().toISOString(), published_by: '佐藤 花子' };
    flow.revisions.unshift(flow.published);
    flow.dirty = false;
    return send(200, whole(flow));
  }
  return problem(404, 'not_found', 'Not here.');
}

const summary = (flow: Stored) => ({ id: flow.id, name: flow.name, updated_at: flow.updated_at, has_changes: flow.dirty, used_by: flow.used_by, published: flow.published });
const whole = (flow: Stored) => ({ ...summary(flow), version: flow.version, document: flow.document, tests: flow.tests, abilities: ABILITIES });
