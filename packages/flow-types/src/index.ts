export type * from './catalog';
export type * from './document';
