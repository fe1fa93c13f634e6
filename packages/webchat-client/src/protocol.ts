/** Frames of the web chat socket, version 1. The words are those of docs/webchat-protocol.md. */

export const PROTOCOL_VERSION = 1;

/**
 * Longest message in UTF-16 units. The server takes 5,000 characters, which are never more than the units; and in a
 * frame of 32 KB they fit even where JSON needs six bytes for each.
 */
export const TEXT_LIMIT = 5000;

export interface ChoiceOption {
  readonly id: string;
  readonly label: string;
}

export type MediaKind = 'image' | 'video' | 'audio' | 'file';

export type Content =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'media';
      readonly media: MediaKind;
      readonly url?: string;
      readonly alt: string;
      readonly caption: string;
    }
  | { readonly type: 'choice'; readonly text: string; readonly options: readonly ChoiceOption[] }
  | { readonly type: 'picked'; readonly id: string; readonly label: string }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly label: string }
  | { readonly type: 'sticker'; readonly name: string }
  | { readonly type: 'unknown'; readonly type_name: string };

export type Speaker = 'customer' | 'flow' | 'agent';

export interface ChatEntry {
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly from: Speaker;
  readonly name?: string;
  readonly client_id?: string;
  readonly content: Content;
}

export type ClientFrame =
  | { type: 'hello'; v: number; token?: string; after: number; language?: string }
  | { type: 'message'; client_id: string; text: string }
  | { type: 'pick'; client_id: string; id: string; label: string }
  | { type: 'typing' }
  | { type: 'ping' };

export type ServerFrame =
  | { type: 'welcome'; v: number; token: string; visitor: string; new_visitor: boolean }
  /** `caught_up`: the last of those that answer `hello`. */
  | { type: 'entries'; entries: readonly ChatEntry[]; earlier?: boolean; caught_up?: boolean }
  | { type: 'ack'; client_id: string }
  | { type: 'typing' }
  | { type: 'pong' }
  | { type: 'error'; code: string; message: string; client_id?: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads a frame. Frames of a later version that this client does not know are `undefined`, never an exception. */
export function parseServerFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return undefined;
  }
  return isObject(json) ? toFrame(json) : undefined;
}

function toFrame(json: Json): ServerFrame | undefined {
  switch (json.type) {
    case 'welcome':
      if (typeof json.token !== 'string') return undefined;
      return {
        type: 'welcome',
        v: number(json.v) ?? PROTOCOL_VERSION,
        token: json.token,
        visitor: string(json.visitor),
        new_visitor: json.new_visitor === true,
      };
    case 'entries':
      return {
        type: 'entries',
        entries: parseEntries(json.entries),
        ...(json.earlier === true && { earlier: true }),
        ...(json.caught_up === true && { caught_up: true }),
      };
    case 'ack':
      return { type: 'ack', client_id: string(json.client_id) };
    case 'typing':
    case 'pong':
      return { type: json.type };
    case 'error':
      return {
        type: 'error',
        code: string(json.code),
        message: string(json.message),
        ...(typeof json.client_id === 'string' && { client_id: json.client_id }),
      };
    default:
      return undefined;
  }
}

/** Reads entries from a frame or from storage, leaving out what is none. */
export function parseEntries(json: unknown): ChatEntry[] {
  return Array.isArray(json) ? json.map(toEntry).filter((it) => it !== undefined) : [];
}

function toEntry(json: unknown): ChatEntry | undefined {
  if (!isObject(json)) return undefined;
  const seq = number(json.seq);
  if (seq === undefined || seq < 1) return undefined;
  return {
    seq,
    at: string(json.at),
    from: json.from === 'customer' || json.from === 'agent' ? json.from : 'flow',
    ...(typeof json.name === 'string' && { name: json.name }),
    ...(typeof json.client_id === 'string' && { client_id: json.client_id }),
    content: toContent(json.content),
  };
}

function toContent(json: unknown): Content {
  if (!isObject(json)) return { type: 'unknown', type_name: '' };
  switch (json.type) {
    case 'text':
      return { type: 'text', text: string(json.text) };
    case 'media':
      return {
        type: 'media',
        media: json.media === 'image' || json.media === 'video' || json.media === 'audio' ? json.media : 'file',
        ...(typeof json.url === 'string' && { url: json.url }),
        alt: string(json.alt),
        caption: string(json.caption),
      };
    case 'choice':
      return { type: 'choice', text: string(json.text), options: toOptions(json.options) };
    case 'picked':
      return { type: 'picked', id: string(json.id), label: string(json.label) };
    case 'location': {
      const latitude = number(json.latitude);
      const longitude = number(json.longitude);
      if (latitude === undefined || longitude === undefined) break;
      return { type: 'location', latitude, longitude, label: string(json.label) };
    }
    case 'sticker':
      return { type: 'sticker', name: string(json.name) };
  }
  return { type: 'unknown', type_name: string(json.type_name) || string(json.type) };
}

function toOptions(json: unknown): ChoiceOption[] {
  if (!Array.isArray(json)) return [];
  return json.filter(isObject).map((it) => ({ id: string(it.id), label: string(it.label) || string(it.id) }));
}

export function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function string(json: unknown): string {
  return typeof json === 'string' ? json : '';
}

function number(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isFinite(json) ? json : undefined;
}
