import type { Content, Entry, VariableView } from '@tsunagi/api-client';
import { expect, it } from 'vitest';

import { answersOf } from './answers';

type Said = [who: string, what: Content | string];

/** `flow:NODE`, `customer`, or an event's name with an empty text. */
function check(said: Said[], expected: Record<string, string>, known: Record<string, unknown> = {}): void {
  const entries = said.map(([who, what], index): Entry => {
    const content: Content = typeof what === 'string' ? { type: 'text', text: what } : what;
    const [kind, node] = who.split(':');
    const base = { seq: index + 1, at: '2026-11-22T01:00:00Z', conversation_id: 'cnv_1' };
    if (kind === 'flow') return { ...base, author: { type: 'flow', node: node ?? '' }, body: { type: 'message', content, unsent: false } };
    if (kind === 'customer') return { ...base, author: { type: 'customer' }, body: { type: 'message', content, unsent: false } };
    return { ...base, author: { type: 'system' }, body: { type: 'event', event: who, detail: '' } };
  });
  const elsewhere: Entry[] = entries.map((it) => ({ ...it, conversation_id: 'cnv_0' }));
  const variables = Object.entries(known).map(([name, value]) => ({ name, value })) as unknown as VariableView[];
  const got = answersOf([...elsewhere, ...entries], 'cnv_1', variables);
  expect(Object.fromEntries(got.map((it) => [it.question, it.answer.type === 'text' ? it.answer.text : it.answer.type]))).toEqual(expected);
  expect(got.map((it) => it.question)).toEqual(Object.keys(expected));
}

const topic: Content = { type: 'choice', text: 'Topic?', options: [{ id: 'order', label: 'Order' }, { id: 'return', label: 'Return' }] };

it('pairs each question with its answer, in order, and leaves out what was said before and after', () => {
  check(
    [
      ['customer', 'Hello'],
      ['flow:welcome', 'Welcome'],
      ['flow:topic', topic],
      ['customer', { type: 'picked', id: 'return', label: 'Return' }],
      ['flow:no', 'Order number?'],
      ['customer', '1182'],
      ['customer', 'are you there'],
      ['flow:bye', 'A person comes.'],
      ['handed_over', ''],
      ['customer', 'thanks'],
    ],
    { 'Topic?': 'Return', 'Order number?': '1182' },
  );
});

it('shows the option for its number, in full width too, and for buttons that stand before the question', () => {
  check(
    [
      ['flow:topic', topic],
      ['customer', '2'],
      ['flow:hint', { ...topic, text: 'Return in 30 days.' }],
      ['flow:what', 'What is wrong?'],
      ['customer', '1'],
      ['flow:count', 'How many?'],
      ['customer', '1'],
    ],
    { 'Topic?': 'Return', 'What is wrong?': 'Order', 'How many?': '1' },
  );
});

it('keeps the answer that was taken when the question was asked again', () => {
  check(
    [
      ['flow:no', 'Order number?'],
      ['customer', 'abc'],
      ['flow:no', 'Digits, please.'],
      ['customer', '1182'],
      ['flow:topic', topic],
      ['customer', 'what?'],
      ['flow:topic', topic],
    ],
    { 'Order number?': '1182' },
  );
});

it('knows a keyword by what the flow made of it, and takes a command for no answer', () => {
  const said: Said[] = [['flow:topic', topic], ['customer', '返したい'], ['flow:bye', 'One moment.']];
  check(said, { 'Topic?': 'Return' }, { topic: 'return', attempts: 0 });
  check(said, {}, { attempts: 0 });
});

it('takes a call for a person for no answer, and keeps what the flow kept', () => {
  const said = (last: string): Said[] => [['flow:no', 'Order number?'], ['customer', '１１８２'], ['flow:when', 'When?'], ['customer', last], ['flow:bye', 'One moment.'], ['handed_over', '']];
  check(said('agent'), { 'Order number?': '１１８２' }, { order_no: 1182 });
  check(said('090-1234-5678'), { 'Order number?': '１１８２', 'When?': '090-1234-5678' }, { order_no: 1182, phone: '+819012345678' });
  check(said('Today'), { 'Order number?': '１１８２', 'When?': 'Today' }, { note: 'today' });
  // Nothing is known any more: what was said stands.
  check(said('agent'), { 'Order number?': '１１８２', 'When?': 'agent' });
});

it('takes a picture for an answer', () => {
  check(
    [
      ['flow:photo', 'A photo?'],
      ['customer', { type: 'media', media: 'image', alt: '', caption: '' }],
    ],
    { 'A photo?': 'media' },
  );
});
