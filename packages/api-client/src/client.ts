import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';

import { ApiProblem, problemFrom } from './problem';
import type { paths } from './schema';

export type Api = Client<paths>;

export interface ApiOptions {
  baseUrl?: string;
  fetch?: (request: Request) => Promise<Response>;
  /** BCP 47, asked before every call. */
  language: () => string;
  /** The session is over. By default the browser goes to the login page and comes back afterwards. */
  onSignedOut?: () => void;
}

const SESSION_PATHS = ['/api/v1/me', '/api/v1/me/password', '/api/v1/login', '/api/v1/setup'];
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** A typed client for `/api/v1`. One per page: it remembers the CSRF token in memory, and only there. */
export function createApi(options: ApiOptions): Api {
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const onSignedOut = options.onSignedOut ?? goToLogin;
  const baseUrl = options.baseUrl ?? globalThis.location?.origin ?? '';
  let csrfToken: string | undefined;

  async function readCsrfToken(): Promise<string | undefined> {
    const request = new Request(`${baseUrl}/api/v1/me`, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
    const response = await send(request).catch((error: unknown) => Promise.reject(ApiProblem.network(error)));
    if (response.ok) remember(await response.json().catch(() => undefined));
    return csrfToken;
  }

  function remember(me: unknown): void {
    if (typeof me !== 'object' || me === null || !('csrf_token' in me)) return;
    csrfToken = typeof me.csrf_token === 'string' ? me.csrf_token : undefined;
  }

  const middleware: Middleware = {
    async onRequest({ request, schemaPath }) {
      request.headers.set('accept-language', options.language());
      if (SAFE_METHODS.includes(request.method) || isLogIn(request.method, schemaPath)) return request;
      const token = csrfToken ?? (await readCsrfToken());
      if (token !== undefined) request.headers.set('x-csrf-token', token);
      return request;
    },
    async onResponse({ request, response, schemaPath }) {
      if (response.ok && SESSION_PATHS.includes(schemaPath)) {
        remember(await response.clone().json().catch(() => undefined));
      }
      if (schemaPath === '/api/v1/logout') csrfToken = undefined;
      // Another tab may have logged in anew: the next write asks for the token again.
      if (response.status === 403) csrfToken = undefined;
      if (response.status === 401 && !isLogIn(request.method, schemaPath)) {
        csrfToken = undefined;
        onSignedOut();
      }
      return response;
    },
    onError({ error }) {
      return isAbort(error) ? undefined : ApiProblem.network(error);
    },
  };

  const client = createFetchClient<paths>({ baseUrl, fetch: send, credentials: 'same-origin' });
  client.use(middleware);
  return client;
}

/** The data of a call, or its problem thrown as `ApiProblem`: `const flow = await unwrap(api.GET(…))`. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((error: unknown) => {
    // An answer that is no JSON is not the server's: something stands between.
    throw error instanceof SyntaxError ? ApiProblem.network(error) : error;
  });
  if (!response.ok) throw problemFrom(response, error);
  return data as T;
}

/** Like `unwrap`, with the `ETag` for the next `If-Match`. */
export async function unwrapWithEtag<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<{ data: T; etag: string | undefined }> {
  const answer = await call;
  const data = await unwrap(Promise.resolve(answer));
  return { data, etag: answer.response.headers.get('etag') ?? undefined };
}

/** The `If-Match` value for a document's `version`. */
export function ifMatch(version: number): string {
  return `"${version}"`;
}

/** A fresh `Idempotency-Key`. Make it once per intention, and use it again when that is tried again. */
export function idempotencyKey(): string {
  // `randomUUID` is missing on plain-HTTP pages that are not on loopback.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where the login page lies for a visitor who should come back to `next`. */
export function loginUrl(next: string): string {
  return next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}

/** The place to go after login. Only paths on this host: a link must not send people elsewhere. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/';
  // Browsers leave out line breaks and take `\` for `/`: only what they make of it says where it leads.
  const here = 'http://here.invalid';
  if (!URL.canParse(next, here)) return '/';
  const { origin, pathname, search, hash } = new URL(next, here);
  // `/.//elsewhere` becomes `//elsewhere`, which is another host when it is read once more.
  const leadsAway = origin !== here || pathname.startsWith('//');
  return leadsAway || pathname.startsWith('/login') ? '/' : pathname + search + hash;
}

function goToLogin(): void {
  const { pathname, search, hash } = globalThis.location;
  if (pathname === '/login' || pathname === '/setup') return;
  globalThis.location.assign(loginUrl(pathname + search + hash));
}

function isLogIn(method: string, schemaPath: string): boolean {
  return method === 'POST' && (schemaPath === '/api/v1/login' || schemaPath === '/api/v1/setup');
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
