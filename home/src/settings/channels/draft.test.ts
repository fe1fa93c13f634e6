import type { ChannelAccount, ChannelKind, FlowSummary } from '@tsunagi/api-client';
import { describe, expect, it } from 'vitest';

import { changedSettings, complaints, type Draft, freeName, newAccount, usualFlow } from './draft';

const setting = (name: string, secret: boolean, required: boolean) => ({ name, secret, required, help_en: '', help_ja: '' });
const LINE: ChannelKind = {
  channel: 'line',
  settings: [setting('channel_secret', true, true), setting('bot_user_id', false, false)],
  text_limit: 5000,
  buttons: 13,
  button_label_limit: 20,
  images: true,
  receipts: false,
};
const WEBCHAT: ChannelKind = { ...LINE, channel: 'webchat', settings: [setting('allowed_origins', false, true)] };
const DRAFT: Draft = { id: 'main', flowId: null, simulated: false, settings: { channel_secret: ' s ' } };
const MAIN = {
  channel: 'line',
  id: 'main',
  settings: { bot_user_id: 'U1' },
  secrets_set: ['channel_secret'],
} as unknown as ChannelAccount;

describe('names', () => {
  it('takes the first free one', () => {
    expect(freeName('main', 'line', [])).toBe('main');
    expect(freeName('main', 'line', [MAIN])).toBe('main-2');
    expect(freeName('main', 'sms', [MAIN])).toBe('main');
  });
});

it('proposes the published flow that most accounts use', () => {
  const flow = (id: string, published: boolean, uses: number) =>
    ({ id, published: published ? {} : null, used_by: Array.from({ length: uses }, () => 'line/x') }) as unknown as FlowSummary;
  expect(usualFlow([flow('part', true, 0), flow('main', true, 2), flow('draft', false, 9)])).toBe('main');
  expect(usualFlow([flow('draft', false, 1)])).toBeNull();
});

describe('complaints', () => {
  it.each<[string, Partial<Draft>, ChannelAccount[], object]>([
    ['nothing', {}, [], {}],
    ['a name with spaces', { id: 'my bot' }, [], { id: 'account_bad' }],
    ['a name that is taken', {}, [MAIN], { id: 'account_taken' }],
    ['a secret that is missing', { settings: {} }, [], { 'settings.channel_secret': 'required' }],
    ['no settings when simulated', { settings: {}, simulated: true }, [], {}],
  ])('%s', (_name, part, accounts, expected) => {
    expect(complaints({ ...DRAFT, ...part }, LINE, accounts)).toEqual(expected);
  });

  it('accepts an empty secret that is set already', () => {
    expect(complaints({ ...DRAFT, settings: {} }, LINE, [], ['channel_secret'])).toEqual({});
  });
});

describe('what is sent', () => {
  it('trims, and leaves out what is empty', () => {
    const draft = { ...DRAFT, flowId: 'flw_1', settings: { channel_secret: ' s ', bot_user_id: ' ' } };
    expect(newAccount(draft, LINE, 'http://here')).toEqual({
      channel: 'line',
      id: 'main',
      simulated: false,
      flow_id: 'flw_1',
      settings: { channel_secret: 's' },
    });
  });

  it('lets this site open a simulated web chat', () => {
    const draft = { ...DRAFT, simulated: true, settings: {} };
    expect(newAccount(draft, WEBCHAT, 'http://here').settings).toEqual({ allowed_origins: 'http://here' });
  });

  it('keeps secrets that were not typed, and removes settings that were emptied', () => {
    const draft = { ...DRAFT, settings: { channel_secret: '', bot_user_id: '' } };
    expect(changedSettings(draft, LINE, MAIN)).toEqual({ bot_user_id: '' });
  });
});
