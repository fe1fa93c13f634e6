/** Splits text into plain parts and safe links. Only https becomes a link; everything else stays text. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Up to white space, quotes and Japanese letters, which follow an address without a space. */
const URL_PATTERN = /https:\/\/[^\s<>"'`{}|\\^\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]+/giu;
const TRAILING = /[.,:;!?)\]]+$/;

export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    const trimmed = match[0].replace(TRAILING, '');
    // A closing bracket belongs to the address only where it was opened in it.
    const href = trimmed.includes('(') && match[0].startsWith(`${trimmed})`) ? `${trimmed})` : trimmed;
    if (!isSafe(href)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** https, without a user name that could pose as a host; or a file of this very server. */
export function isSafe(address: string): boolean {
  try {
    const url = new URL(address, globalThis.location?.origin);
    if (url.origin === globalThis.location?.origin) return true;
    return url.protocol === 'https:' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}
