import type { CustomerAct, ProviderCall, ShownMessage, ShownOption } from '@tsunagi/api-client';

import type { Deed } from './journal';

/** What a bubble holds. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string; text: string }
  | { type: 'sticker' }
  | { type: 'location'; label: string; latitude: number; longitude: number }
  | { type: 'follow' }
  | { type: 'unfollow' }
  | { type: 'other'; text: string };

/** One thing on the screen of a phone. */
export interface Bubble {
  key: string;
  from: 'customer' | 'business';
  /** Who of the business, where the channel tells. */
  name?: string;
  at: string;
  piece: Piece;
  /** Only the newest ones can be tapped. */
  options: readonly ShownOption[];
  mark?: { state: 'sending' | 'taken' } | { state: 'refused'; reason: string };
  /** The customer may send it again, by its key. */
  canRepeat?: boolean;
}

/** Calls and deeds in the order in which they stood on the phone. */
export function weave(calls: readonly ProviderCall[], deeds: readonly Deed[]): Bubble[] {
  const items: { call: number; bubbles: Bubble[] }[] = calls.map((call) => ({ call: call.id, bubbles: callBubbles(call) }));
  // A deed stands after the last call that the phone had seen, before anything that came later.
  for (const deed of deeds) items.push({ call: deed.afterCall + 0.5, bubbles: [deedBubble(deed)] });
  return items.toSorted((a, b) => a.call - b.call).flatMap((item) => item.bubbles);
}

/** Options that can be tapped now: those of the last message, as long as nothing was answered. */
export function openOptions(bubbles: readonly Bubble[]): readonly ShownOption[] {
  const last = bubbles.findLast((bubble) => bubble.mark?.state !== 'refused');
  return last?.from === 'business' ? last.options : [];
}

function callBubbles(call: ProviderCall): Bubble[] {
  if (typeof call.refused === 'string') {
    const text = call.shown.map((shown) => shown.text).join('\n') || textOf(call.body);
    const mark = { state: 'refused', reason: call.refused } as const;
    return [{ key: `call-${call.id}`, from: 'business', at: call.at, piece: { type: 'text', text }, options: [], mark }];
  }
  return call.shown.map((shown, index) => ({
    key: `call-${call.id}-${index}`,
    from: 'business',
    at: call.at,
    piece: shownPiece(shown),
    options: shown.options,
  }));
}

// A refused call shows nothing on the phone; its body says what it was meant to be.
function textOf(body: string): string {
  const literal = /"text"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  if (literal !== undefined) return String(JSON.parse(literal));
  return new URLSearchParams(body).get('Body') ?? '';
}

function shownPiece({ text, image_url: url }: ShownMessage): Piece {
  return url ? { type: 'image', url, text } : { type: 'text', text };
}

function deedBubble(deed: Deed): Bubble {
  const base = { key: deed.key, from: 'customer', at: deed.at, piece: actPiece(deed.act), options: [] } as const;
  if (deed.state !== 'refused') return { ...base, mark: { state: deed.state } };
  const reason = deed.error ?? String(deed.result?.status ?? '');
  return { ...base, mark: { state: 'refused', reason }, canRepeat: true };
}

function actPiece(act: CustomerAct): Piece {
  switch (act.type) {
    case 'text':
      return { type: 'text', text: act.text };
    case 'pick':
      return { type: 'text', text: act.label };
    case 'image':
      return { type: 'image', url: act.url, text: '' };
    case 'location':
      return { type: 'location', label: act.label, latitude: act.latitude, longitude: act.longitude };
    case 'sticker':
    case 'follow':
    case 'unfollow':
      return { type: act.type };
  }
}
