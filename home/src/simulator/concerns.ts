import type { ProviderCall } from '@tsunagi/api-client';

import type { Deed } from './journal';

/**
 * Whether a call to the vendor is about a customer. A refused one may name nobody: an answer to a LINE message carries
 * the token of that message instead, and belongs to whoever wrote it.
 */
export function concerns({ to, body }: ProviderCall, from: string, deeds: readonly Deed[]): boolean {
  if (to !== '') return to === from;
  const token = /"replyToken"\s*:\s*"([^"]+)"/.exec(body)?.[1];
  return token !== undefined && deeds.some((deed) => deed.result?.body.includes(`"${token}"`) ?? false);
}
