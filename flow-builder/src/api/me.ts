/** Who is looking, and what they may do. */
import { queryOptions } from '@tanstack/react-query';
import { type Me, unwrap } from '@tsunagi/api-client';

import { api } from './client';

const readMe = (): Promise<Me> => unwrap(api.GET('/api/v1/me'));

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: readMe, staleTime: Infinity });

export async function logOut(): Promise<void> {
  await unwrap(api.POST('/api/v1/logout'));
  window.location.assign('/login');
}
