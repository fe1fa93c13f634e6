/** In the SMS alphabet these take two of its seven-bit places. */
const TWO_SEPTETS = /[\^{}\\[\]~|€\f]/g;

/** Length of a text as a channel counts it. `unit` is the API's. */
export function lengthIn(unit: string, text: string): number {
  switch (unit) {
    case 'utf16':
      return text.length;
    case 'bytes':
      return new TextEncoder().encode(text).length;
    case 'septets':
      return text.length + (text.match(TWO_SEPTETS)?.length ?? 0);
    case 'graphemes':
      return [...new Intl.Segmenter().segment(text)].length;
    default:
      return [...text].length;
  }
}

export interface Room {
  readonly used: number;
  readonly limit: number;
  /** Messages it will arrive as. */
  readonly parts: number;
  /** Near or over the limit: worth showing. */
  readonly tight: boolean;
}

const TIGHT_SHARE = 0.8;

export function roomFor(text: string, limit: number, unit: string): Room {
  const used = lengthIn(unit, text);
  return { used, limit, parts: Math.max(1, Math.ceil(used / limit)), tight: used >= limit * TIGHT_SHARE };
}
