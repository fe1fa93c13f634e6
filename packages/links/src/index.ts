/** Links in what people write: only https becomes one, everything else stays text. */

export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Up to white space, quotes and Japanese letters, which follow an address without a space. */
const URL_PATTERN = /https:\/\/[^\s<>"'`{}|\\^\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uff00-\uffef]+/giu;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,:;!?]+$/;

/** Splits text into plain parts and safe links. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    const address = trim(match[0]);
    if (!isSafe(address)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/**
 * An address that a link or image may use: https, without a user name that could pose as a host. `ownOrigin` is the
 * chat server's, which is plain http while somebody tries it out.
 */
export function isSafe(address: string, ownOrigin?: string): boolean {
  try {
    const url = new URL(address);
    if (url.origin === ownOrigin) return true;
    return url.protocol === 'https:' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

function trim(address: string): string {
  const trimmed = address.replace(TRAILING, '');
  // A closing bracket belongs to the address only where it was opened in it.
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trim(trimmed.slice(0, -1)) : trimmed;
}
