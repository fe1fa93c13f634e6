/** What the page says about the widget it wants. */

export type Language = 'ja' | 'en';
export type Theme = 'light' | 'dark' | 'auto';

export interface Config {
  /** The web chat's channel account. */
  readonly account: string;
  readonly language: Language;
  readonly theme: Theme;
  /** Shown in the panel's head, such as the shop's name. */
  readonly title?: string;
  /** Where the script came from: `wss://chat.example`. */
  readonly socketUrl: string;
  /** Where the script and its server are: `https://chat.example`. */
  readonly origin: string;
  /** Tells this chat's memory from others on the same site. */
  readonly scope: string;
}

export interface ScriptLike {
  readonly src: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
}

/** `documentLanguage` and `browserLanguages` are BCP 47 and decide where the script tag does not. */
export function readConfig(
  script: ScriptLike,
  documentLanguage: string,
  browserLanguages: readonly string[],
): Config {
  const { account = 'web', language, theme, title } = script.dataset;
  const origin = new URL(script.src);
  const socket = new URL('/socket/webchat', origin);
  socket.protocol = origin.protocol === 'http:' ? 'ws:' : 'wss:';
  socket.searchParams.set('account', account);
  return {
    account,
    language: pickLanguage([language ?? '', documentLanguage, ...browserLanguages]),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    ...(title !== undefined && title.trim() !== '' && { title: title.trim() }),
    socketUrl: socket.href,
    origin: origin.origin,
    scope: `${origin.host}:${account}`,
  };
}

function pickLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const primary = wish.toLowerCase().split(/[-_]/)[0];
    if (primary === 'ja' || primary === 'en') return primary;
  }
  return 'en';
}
