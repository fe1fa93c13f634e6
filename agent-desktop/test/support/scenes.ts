/** Workspaces to look at and to try things in. */

import type { Author, EntryBody, VariableView } from '@tsunagi/api-client';

import { ME, World } from './world';
import type { Case } from './world';

export const customer: Author = { type: 'customer' };
export const flow: Author = { type: 'flow', node: 'ask_1' };
const asks = (node: string): Author => ({ type: 'flow', node });
export const me: Author = { type: 'agent', ...ME };
const other: Author = { type: 'agent', id: 'usr_sato', name: '佐藤 健' };
const system: Author = { type: 'system' };

const event = (name: string, detail = ''): EntryBody => ({ type: 'event', event: name, detail });
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A customer on three channels, with a past, a photo, notes, and everything that can go wrong with a message. */
export function tanaka(world: World, state: 'queued' | 'active' = 'active'): Case {
  const it = world.add('田中 恵', 'line', state, 42);
  it.identities.push({ channel: 'webchat', account: 'web', address: 'vis_01JD8K' }, { channel: 'sms', account: 'main', address: '+819012345678' });
  // The generated type says object; the API gives any JSON value.
  it.variables = [
    { name: 'order_no', value: 1182 },
    { name: 'topic', value: '破損' },
    { name: 'member', value: true },
    { name: 'items', value: ['コーヒー豆', 'マグカップ'] },
  ] as unknown as VariableView[];
  Object.assign(it.summary, { queue: 'general', reason: '商品が破損していたため、交換または返金の判断が必要です。' });
  const past = { conversation_id: 'cnv_past', channel: 'webchat', account: 'web' };
  world.say(it, system, event('conversation_opened'), { ...past, at: ago(3100) });
  world.say(it, customer, '営業時間を教えてください', { ...past, at: ago(3099) });
  world.say(it, flow, '平日10時から18時までです。', { ...past, at: ago(3099), delivery: sent('read') });
  world.say(it, system, event('closed'), { ...past, at: ago(3050) });
  const web = { channel: 'webchat', account: 'web' };
  world.say(it, system, event('conversation_opened'), { ...web, at: ago(34) });
  world.say(it, customer, '届いたマグカップが割れていました', { ...web, at: ago(34) });
  world.say(it, flow, event('flow_started', '注文の問い合わせ'), { ...web, at: ago(34) });
  world.say(it, asks('topic'), { type: 'message', unsent: false, content: { type: 'choice', text: 'ご用件をお選びください。', options: [{ id: 'a', label: '交換' }, { id: 'b', label: '返金' }, { id: 'c', label: 'その他' }] } }, { ...web, at: ago(34), delivery: sent('delivered') });
  world.say(it, customer, { type: 'message', unsent: false, content: { type: 'picked', id: 'a', label: '交換' } }, { ...web, at: ago(33) });
  world.say(it, asks('order_no'), '注文番号をご入力ください。', { ...web, at: ago(33), delivery: sent('delivered') });
  world.say(it, customer, '1182', { ...web, at: ago(32) });
  world.say(it, asks('photo'), '状態がわかる写真をお送りください。LINEでも続けられます。', { ...web, at: ago(32), delivery: sent('delivered') });
  world.say(it, system, event('channel_opened'), { at: ago(25) });
  world.say(it, customer, { type: 'message', unsent: false, content: { type: 'media', media: 'image', url: PHOTO, alt: '割れたマグカップの写真', caption: '' } }, { at: ago(24) });
  world.say(it, customer, { type: 'message', unsent: true, content: { type: 'text', text: '' } }, { at: ago(24) });
  world.say(it, flow, event('handed_over', 'general · 商品が破損していたため'), { at: ago(23) });
  if (state === 'active') {
    world.say(it, me, event('taken_over'), { at: ago(20) });
    world.say(it, me, { type: 'note', text: '交換品の在庫は倉庫に3点あり。' }, { at: ago(19) });
    world.say(it, me, '写真をありがとうございます。申し訳ございません。交換品をお送りします。', { at: ago(18), delivery: sent('read') });
    world.say(it, customer, 'いつ届きますか。詳しくは https://shop.example/orders/1182 を見てください', { at: ago(12) });
    world.say(it, me, 'ご希望のお日にちをお選びください。\n1. 土曜日\n2. 日曜日', { at: ago(9), delivery: { status: 'delivered', degraded: ['buttons_as_numbered_text'], resent: false } });
    world.say(it, other, '配送業者に確認しております。', { at: ago(7), delivery: { status: 'unknown', degraded: [], resent: false } });
    world.say(it, me, 'お待たせして申し訳ございません。', { at: ago(6), delivery: { status: 'rejected', degraded: [], resent: false, error: 'recipient_unreachable' } });
    world.say(it, me, 'もう一度お送りします。', { at: ago(5), delivery: { status: 'sent', degraded: [], resent: true } });
    world.say(it, customer, { type: 'message', unsent: false, content: { type: 'location', latitude: 35.681, longitude: 139.767, label: '東京駅' } }, { at: ago(2) });
    world.say(it, customer, '日曜日の午前中でお願いします。', { at: ago(0.7) });
  }
  it.summary.waiting_since = ago(0.7);
  return it;
}

export function waiting(): World {
  const world = new World();
  tanaka(world, 'queued');
  for (const [name, channel, seconds, text, reason] of QUEUE) {
    const it = world.add(name, channel, 'queued', seconds);
    Object.assign(it.summary, { queue: 'general', reason });
    world.say(it, customer, text);
  }
  return world;
}

export function active(): World {
  const world = new World();
  tanaka(world);
  const blocked = world.add('Olivia Smith', 'line', 'active', undefined);
  blocked.blocked = true;
  blocked.identities.push({ channel: 'sms', account: 'main', address: '+447700900123' });
  world.say(blocked, customer, 'Please stop');
  world.say(blocked, system, event('channel_blocked'));
  const inFlow = world.add('鈴木 一郎', 'webchat', 'flow', undefined);
  for (const text of ['ご用件は何ですか。', 'ご注文番号は何番ですか。']) world.say(inFlow, flow, text, { delivery: sent('delivered') });
  return world;
}

/** As many as a bad day brings, and one long history. */
export function crowded(): World {
  const world = new World();
  const long = tanaka(world);
  for (let i = 0; i < 260; i++) world.say(long, i % 3 === 0 ? me : customer, `${i + 1}件目のメッセージです。`);
  for (let i = 0; i < 60; i++) {
    const person = QUEUE[i % QUEUE.length];
    if (!person) continue;
    const [name, channel, , text] = person;
    const it = world.add(`${name} ${i + 1}`, channel, i % 4 === 0 ? 'active' : 'queued', 20 + i * 41);
    world.say(it, customer, `${text} ${'とても長い説明が続きます。'.repeat(i % 5)}`);
  }
  return world;
}

function sent(status: string): { status: string; degraded: string[]; resent: boolean } {
  return { status, degraded: [], resent: false };
}

/** Sends of which nobody knows whether they arrived, and one that did not arrive whole. */
export function unclear(): World {
  const world = new World();
  const it = world.add('山本 さくら', 'webchat', 'active', undefined);
  world.say(it, customer, '返品の手続きについて教えてください');
  world.say(it, me, '確認いたします。', { delivery: { status: 'unknown', degraded: [], resent: false } });
  world.say(it, me, 'お待たせしました。', { delivery: { status: 'unknown', degraded: [], resent: false, error: 'given_up' } });
  world.say(it, me, '返品の手順です。'.repeat(60), { delivery: { status: 'accepted', degraded: ['text_shortened'], resent: false } });
  return world;
}

/** Who has told no name: the address stands for it. */
export function nameless(): World {
  const world = new World();
  for (const [address, channel] of [
    ['U1f3c9a7d5b2e4860a1c3d5e7f9b1a2c3', 'line'],
    ['5be1c0ffee5be1c0ffee5be1c0ff3f2a', 'webchat'],
    ['+819012345678', 'sms'],
  ] as const) {
    const it = world.add(address, channel, 'queued', 30);
    it.summary.customer.language = '';
    it.identities = [{ channel, account: 'main', address }];
  }
  return world;
}

const QUEUE: readonly (readonly [string, string, number, string, string])[] = [
  ['山本 さくら', 'webchat', 75, '返品の手続きについて教えてください', '返品の可否'],
  ['+819012345678', 'sms', 640, '配達はまだですか', '配達の遅れ'],
  ['James Wilson', 'webchat', 33, 'Can I change my delivery address?', 'Address change after dispatch'],
  ['高橋 健太郎', 'line', 1_900, '至急お願いします', '苦情'],
];

/** Served by the test site under this very origin. */
const PHOTO = '/photo.svg';
