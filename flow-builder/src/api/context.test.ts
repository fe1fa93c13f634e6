import type { ChannelKind, FlowSummary } from '@tsunagi/api-client';
import { expect, it } from 'vitest';

import { firstLanguage } from '../simulator/useSimulator';
import { limitsOf } from './context';

const kind = (channel: string, buttons: number): ChannelKind => ({
  channel,
  buttons,
  button_label_limit: 20,
  images: buttons > 0,
  receipts: false,
  settings: [],
  text_limit: 5000,
});

it('knows the limits of the channels that start the flow, each kind once', () => {
  const flow = { used_by: ['line/a', 'line/b', 'sms/a'] } as FlowSummary;
  expect(limitsOf(flow, [kind('line', 13), kind('sms', 0), kind('webchat', 50)])).toEqual([
    { name: 'line', text_units: 5000, options: 13, label_chars: 20, images: true },
    { name: 'sms', text_units: 5000, images: false },
  ]);
  expect(limitsOf(undefined, [kind('line', 13)])).toEqual([]);
});

it.each([
  [['ja', 'en'], 'en', 'en'],
  [['ja'], 'en', 'ja'],
  [[], 'en', 'en'],
])('plays %s for a reader of %s in %s', (languages, reader, expected) => {
  expect(firstLanguage(languages, reader)).toBe(expected);
});
