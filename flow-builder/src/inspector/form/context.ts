/** What every field of a node's form needs. */
import { createContext, useContext } from 'react';

import type { Path } from '../../document/path';
import { writePath } from '../../document/path';
import type { Problem } from '../../engine/types';
import { settingsPath } from '../../problems';

export interface FormState {
  node: string;
  kind: string;
  settings: object;
  languages: readonly string[];
  problems: readonly Problem[];
  isReadOnly: boolean;
  /** Changes one setting. Typing in the same place is one step of undo. */
  change: (path: Path, value: unknown, renamedExits?: Readonly<Record<string, string>>) => void;
}

const FormContext = createContext<FormState | null>(null);
export const FormProvider = FormContext.Provider;

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (!form) throw new Error('a field is shown outside a form');
  return form;
}

/** The problems at exactly this place. */
export function useProblemsAt(path: Path): readonly Problem[] {
  const { problems } = useForm();
  const place = writePath(path);
  return problems.filter((problem) => settingsPath(problem) === place);
}
