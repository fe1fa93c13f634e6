import type { Ability, Me } from '@tsunagi/api-client';

import { can } from '../api/session';

const PARTS = [
  { id: 'channels', ability: 'manage_channels' },
  { id: 'people', ability: 'manage_people' },
  { id: 'password', ability: undefined },
] as const satisfies readonly { id: string; ability: Ability | undefined }[];

export type Part = (typeof PARTS)[number]['id'];

/** The parts of the settings that are for this person. */
export function partsOf(me: Me | undefined) {
  return PARTS.filter(({ ability }) => ability === undefined || can(me, ability));
}
