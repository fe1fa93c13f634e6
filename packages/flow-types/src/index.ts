export type * from './document';
