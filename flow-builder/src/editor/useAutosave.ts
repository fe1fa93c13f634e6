/** Saves the open flow while it is on the screen. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { flowKeys } from '../api/flows';
import { type Autosave, createAutosave } from './autosave';
import type { Opening } from './opening';

export function useAutosave({ store, backup, version, savedAt }: Opening): Autosave {
  const client = useQueryClient();
  const autosave = useMemo(() => createAutosave(store, backup, version, savedAt), [store, backup, version, savedAt]);

  useEffect(() => {
    const stop = autosave.start();
    const online = () => void autosave.flush();
    const leaving = (event: BeforeUnloadEvent) => {
      if (!autosave.isDirty()) return;
      void autosave.flush();
      event.preventDefault();
    };
    window.addEventListener('online', online);
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('online', online);
      window.removeEventListener('beforeunload', leaving);
      // What was still waiting goes out before the list shows it.
      void stop().then(() => client.invalidateQueries({ queryKey: flowKeys.all }));
    };
  }, [autosave, client]);

  return autosave;
}
