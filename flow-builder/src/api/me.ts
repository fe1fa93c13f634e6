/** Who is looking, and what they may do. */
import { type Me, unwrap } from '@tsunagi/api-client';

import { api } from './client';

export const readMe = (): Promise<Me> => unwrap(api.GET('/api/v1/me'));

export async function logOut(): Promise<void> {
  await unwrap(api.POST('/api/v1/logout'));
  window.location.assign('/login');
}
