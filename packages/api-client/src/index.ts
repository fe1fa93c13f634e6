export { createApi, idempotencyKey, ifMatch, loginUrl, safeNext, unwrap, unwrapWithEtag } from './client';
export type { Api, ApiOptions } from './client';
export { DeskSocket, socketUrl } from './desk-socket';
export type { DeskFrame, DeskSocketOptions, DeskSocketState } from './desk-socket';
export { refresher } from './refresh';
export { ApiProblem, isProblem } from './problem';
export type { components, operations, paths } from './schema';
export type * from './types';
