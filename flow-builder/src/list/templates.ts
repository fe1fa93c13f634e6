/** Flows to start from. Each is a whole, publishable conversation in both languages. */
import type { Language } from '@tsunagi/i18n';

import type { FlowNode } from '../document/types';

export const TEMPLATES = ['empty', 'faq', 'order', 'hours'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

type Nodes = Record<string, FlowNode>;
const both = (ja: string, en: string) => ({ ja, en });
const end: FlowNode = { kind: 'end', settings: {}, exits: {} };
const say = (ja: string, en: string, next: string): FlowNode => ({
  kind: 'message',
  settings: { text: both(ja, en) },
  exits: { next },
});
const handover = (reason: string): FlowNode => ({
  kind: 'handover',
  settings: {
    text: both('オペレーターにおつなぎします。少々お待ちください。', 'One moment please, we are connecting you to a person.'),
    queue: 'general',
    reason,
  },
  exits: {},
});

const NODES: Readonly<Record<TemplateName, { start: string; nodes: Nodes }>> = {
  empty: {
    start: 'hello',
    nodes: { hello: say('こんにちは。', 'Hello.', 'end'), end },
  },
  faq: {
    start: 'topic',
    nodes: {
      topic: {
        kind: 'ask',
        settings: {
          text: both('ご用件をお選びください。', 'What can we help you with?'),
          answer: {
            type: 'choice',
            options: [
              { id: 'hours', label: both('営業時間', 'Opening hours'), keywords: ['時間', 'hours'] },
              { id: 'delivery', label: both('配送について', 'Delivery'), keywords: ['配送', 'shipping'] },
              { id: 'person', label: both('オペレーターと話す', 'Talk to a person'), keywords: ['agent'] },
            ],
          },
          save_as: 'topic',
          retry: { max: 2, text: both('ボタンから選ぶか、番号を入力してください。', 'Please tap a button or type its number.') },
        },
        exits: { 'option:hours': 'hours', 'option:delivery': 'delivery', 'option:person': 'person', answered: 'person', invalid: 'person' },
      },
      hours: say('平日9時から18時まで営業しています。', 'We are open on weekdays from 9:00 to 18:00.', 'more'),
      delivery: say('通常2〜3営業日でお届けします。', 'Orders usually arrive within two or three working days.', 'more'),
      more: {
        kind: 'ask',
        settings: {
          text: both('ほかにご用件はありますか。', 'Is there anything else?'),
          answer: {
            type: 'choice',
            options: [
              { id: 'yes', label: both('はい', 'Yes') },
              { id: 'no', label: both('いいえ', 'No') },
            ],
          },
          save_as: 'more',
          retry: { max: 1, text: {} },
          no_reply_after_s: 600,
        },
        exits: { 'option:yes': 'topic', 'option:no': 'bye', answered: 'bye', invalid: 'bye', no_reply: 'end' },
      },
      bye: say('ご利用ありがとうございました。', 'Thank you for getting in touch.', 'end'),
      person: handover('{{ topic | default("?") }}'),
      end,
    },
  },
  order: {
    start: 'order_no',
    nodes: {
      order_no: {
        kind: 'ask',
        settings: {
          text: both('注文番号を入力してください。', 'Please enter your order number.'),
          answer: { type: 'text', pattern: '[0-9]{4,10}' },
          save_as: 'order_no',
          retry: { max: 2, text: both('4〜10桁の数字で入力してください。', 'It has 4 to 10 digits.') },
          no_reply_after_s: 600,
        },
        exits: { answered: 'lookup', invalid: 'person', no_reply: 'end' },
      },
      lookup: {
        kind: 'http',
        settings: { method: 'GET', url: 'https://example.com/orders/{{ order_no }}', save_as: 'order', timeout_s: 10 },
        exits: { success: 'status', failure: 'sorry' },
      },
      status: say(
        'ご注文{{ order_no }}は「{{ order.body.status }}」です。',
        'Order {{ order_no }} is “{{ order.body.status }}”.',
        'end',
      ),
      sorry: say('ただいま確認できません。', 'We cannot look that up right now.', 'person'),
      person: handover('Order {{ order_no | default("?") }}'),
      end,
    },
  },
  hours: {
    start: 'open',
    nodes: {
      open: {
        kind: 'schedule_check',
        settings: { hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }] },
        exits: { open: 'person', closed: 'closed' },
      },
      closed: {
        kind: 'ask',
        settings: {
          text: both(
            'ただいま営業時間外です。ご用件をお書きください。翌営業日にお返事します。',
            'We are closed now. Tell us what it is about and we will answer on the next working day.',
          ),
          answer: { type: 'text' },
          save_as: 'request',
          retry: { max: 1, text: {} },
          no_reply_after_s: 3600,
        },
        exits: { answered: 'thanks', invalid: 'end', no_reply: 'end' },
      },
      thanks: say('承りました。', 'Thank you, we have your message.', 'later'),
      later: handover('{{ request }}'),
      person: handover(''),
      end,
    },
  },
};

/** `first` is the language that customers get whose own the flow does not have. */
export function templateDocument(name: TemplateName, first: Language = 'ja'): Record<string, unknown> {
  const { start, nodes } = NODES[name];
  return {
    format: 'tsunagi.flow/1',
    languages: first === 'ja' ? ['ja', 'en'] : ['en', 'ja'],
    time_zone: 'Asia/Tokyo',
    start,
    nodes: structuredClone(nodes),
    layout: { nodes: {} },
  };
}
