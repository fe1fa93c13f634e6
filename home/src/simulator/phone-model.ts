import type { CustomerAct, ShownOption } from '@tsunagi/api-client';

import type { Bubble } from './bubbles';

/** How a channel's phone looks. */
export type Skin = 'line' | 'sms' | 'webchat' | 'plain';

/** What a phone shows and can do, whichever way its channel travels. */
export interface PhoneModel {
  skin: Skin;
  bubbles: readonly Bubble[];
  options: readonly ShownOption[];
  /** Kinds of deeds beside text that the channel has. */
  can: readonly CustomerAct['type'][];
  isBlocked: boolean;
  /** Nothing can be done on this phone; `hints` of the phone say why. */
  isLocked: boolean;
  /** Somebody writes to the customer. */
  typing: boolean;
  /** A sentence about why nothing may happen. */
  notice?: string;
  send: (act: CustomerAct) => void;
  /** Sends what a bubble holds once more, by its key. */
  again: (key: string) => void;
  reset: () => void;
}

export function skinOf(channel: string): Skin {
  if (channel === 'line' || channel === 'sms' || channel === 'webchat') return channel;
  return 'plain';
}

/** What customers of a channel can do beside writing. */
export function deedsOf(channel: string): readonly CustomerAct['type'][] {
  switch (channel) {
    case 'line':
      return ['image', 'location', 'sticker', 'follow', 'unfollow'];
    case 'sms':
      return ['image'];
    case 'webchat':
      return [];
    default:
      return ['image'];
  }
}
