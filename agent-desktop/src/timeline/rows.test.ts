import type { Author, Entry, EntryBody } from '@tsunagi/api-client';
import { expect, it } from 'vitest';

import { rows } from './rows';
import type { Row } from './rows';
import type { Thread } from './thread';

const flow: Author = { type: 'flow', node: 'ask_1' };
const customer: Author = { type: 'customer' };
const agent: Author = { type: 'agent', id: 'usr_1', name: 'Mori' };
const text = (value: string): EntryBody => ({ type: 'message', content: { type: 'text', text: value }, unsent: false });
const event = (name: string): EntryBody => ({ type: 'event', event: name, detail: '' });
const picture: EntryBody = {
  type: 'message',
  content: { type: 'media', media: 'image', alt: '', caption: '' },
  unsent: false,
};

type Line = [Author, EntryBody] | [Author, EntryBody, Partial<Entry>];

function thread(lines: Line[], more = true): Thread {
  const entries = lines.map(([author, body, rest], index): Entry => ({
    seq: index + 1,
    at: new Date(Date.UTC(2026, 10, 22, 3, index)).toISOString(),
    conversation_id: 'cnv_1',
    channel: 'line',
    author,
    body,
    ...rest,
  }));
  return { entries, more, outgoing: [] };
}

function shape(lines: Line[], more = true): string[] {
  return rows(thread(lines, more), (at) => at.slice(0, 10)).map(short);
}

function short(row: Row): string {
  if (row.kind === 'steps') return `steps(${row.rows.map(short).join(' ')})`;
  return row.kind === 'message' && row.first ? 'message+' : row.kind;
}

it('folds what the flow said and was told, and shows the answer that led to a person', () => {
  const lines: Line[] = [
    [customer, text('hello')],
    [flow, event('flow_started')],
    [flow, text('Order number?')],
    [customer, text('1182')],
    [flow, text('What is it about?')],
    [customer, text('it is broken')],
    [{ type: 'system' }, event('handed_over')],
    [agent, text('Sorry to hear that')],
  ];
  expect(shape(lines)).toEqual([
    'day',
    'message+',
    'steps(event message+ message+ message+)',
    'message+',
    'event',
    'message+',
  ]);
  const steps = rows(thread(lines), (at) => at.slice(0, 10)).find((it) => it.kind === 'steps');
  expect(steps).toMatchObject({ said: 2, troubled: false, answers: [{ question: 'Order number?', answer: '1182' }] });
});

it('keeps pictures and second messages of the customer in sight', () => {
  expect(
    shape([
      [flow, text('Send a photo')],
      [customer, picture],
      [flow, text('Thanks')],
      [flow, text('Anything else?')],
      [customer, text('no')],
      [customer, text('wait, yes')],
    ]),
  ).toEqual(['day', 'message+', 'message+', 'steps(message+ message)', 'message+', 'message']);
});

it('says in the folded line that something in it did not arrive', () => {
  const delivery = { status: 'rejected', degraded: [], resent: false };
  const found = rows(thread([[flow, text('a'), { delivery }], [flow, text('b')]]), () => '').find((it) => it.kind === 'steps');
  expect(found).toMatchObject({ troubled: true });
});

it('marks conversation boundaries, and the first only where the timeline begins', () => {
  const lines: Line[] = [
    [customer, text('a')],
    [customer, text('b'), { conversation_id: 'cnv_2' }],
    [flow, text('c'), { conversation_id: 'cnv_2' }],
    [flow, text('d'), { conversation_id: 'cnv_3' }],
  ];
  expect(shape(lines)).toEqual(['day', 'message+', 'boundary', 'message+', 'message+', 'boundary', 'message+']);
  expect(shape(lines.slice(0, 1), false)).toEqual(['day', 'boundary', 'message+']);
  const none: Line = [{ type: 'system' }, event('channel_opened'), { conversation_id: '' }];
  expect(shape([[customer, text('a')], none, [customer, text('b')]], false)).toEqual([
    'day',
    'boundary',
    'message+',
    'event',
    'message+',
  ]);
});

it('a change of channel begins a new group', () => {
  expect(shape([[customer, text('a')], [customer, text('b')], [customer, text('c'), { channel: 'sms' }]])).toEqual([
    'day',
    'message+',
    'message',
    'message+',
  ]);
});

it('tells how far the latest of each state got, and always what went wrong', () => {
  const delivered = (status: string, more = {}): Partial<Entry> => ({ delivery: { status, degraded: [], resent: false, ...more } });
  const lines: Line[] = [
    [agent, text('a'), delivered('read')],
    [agent, text('b'), delivered('read')],
    [agent, text('c'), delivered('rejected')],
    [agent, text('d'), delivered('delivered', { degraded: ['text_split'] })],
    [agent, text('e'), delivered('delivered')],
    [agent, text('f'), delivered('accepted')],
  ];
  const told = rows(thread(lines), () => '').flatMap((it) => (it.kind === 'message' ? [it.tellDelivery] : []));
  expect(told).toEqual([false, true, true, true, true, true]);
});
