import type { ProblemDocument } from './types';

/** What an answer that is no success becomes. `code` is stable; `detail` is a sentence in the caller's language. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What happened, what was kept, what to do. Empty when nobody answered (`code` is `network`). */
  readonly detail: string;
  /** The field it is about, such as `settings.channel_secret`. */
  readonly path: string | undefined;
  /** Quote this when asking for help. */
  readonly requestId: string | undefined;
  /** More about it, by code. */
  readonly more: unknown;
  /** Seconds to wait before the next try, from `Retry-After`. */
  readonly retryAfterS: number | undefined;

  constructor(document: Partial<ProblemDocument> & { status: number }, retryAfterS?: number, cause?: unknown) {
    super(document.detail ?? document.title ?? `HTTP ${document.status}`, { cause });
    this.name = 'ApiProblem';
    this.status = document.status;
    this.code = document.code ?? 'unreadable_answer';
    this.title = document.title ?? '';
    this.detail = document.detail ?? '';
    this.path = document.path ?? undefined;
    this.requestId = document.request_id ?? undefined;
    this.more = document.more ?? undefined;
    this.retryAfterS = retryAfterS;
  }

  static network(cause: unknown): ApiProblem {
    return new ApiProblem({ status: 0, code: 'network' }, undefined, cause);
  }
}

export function isProblem(error: unknown, code?: string): error is ApiProblem {
  return error instanceof ApiProblem && (code === undefined || error.code === code);
}

/** Reads an answer that failed; a body that is no problem document (a proxy's page, say) keeps the status. */
export function problemFrom(response: Response, body: unknown): ApiProblem {
  const header = response.headers.get('retry-after');
  const seconds = header === null ? undefined : Number.parseInt(header, 10);
  const retryAfterS = seconds !== undefined && Number.isFinite(seconds) ? seconds : undefined;
  const document = typeof body === 'object' && body !== null ? (body as Partial<ProblemDocument>) : {};
  return new ApiProblem({ ...document, status: response.status }, retryAfterS);
}
