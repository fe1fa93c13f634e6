import { Navigate } from 'react-router';

import { useMe } from '../api/session';
import { partsOf } from './parts';

/** `/settings` alone: the first part that this person may see. */
export function FirstPart() {
  const me = useMe();
  const first = partsOf(me.data)[0];
  return me.isSuccess && first ? <Navigate to={`/settings/${first.id}`} replace /> : null;
}
