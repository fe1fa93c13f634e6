import { isProblem } from '@tsunagi/api-client';

import type { DraftComplaint } from './draft';
import { useT } from './texts';

/** The sentence for each field: our own check first, then what the server said about it. */
export function useFieldErrors(
  found: Readonly<Record<string, DraftComplaint>>,
  refusal: unknown,
): (field: string) => string | undefined {
  const t = useT();
  const words: Record<DraftComplaint, string> = {
    account_bad: t('accountBad'),
    account_taken: t('accountTaken'),
    required: t('required'),
  };
  return (field) => {
    const complaint = found[field];
    if (complaint) return words[complaint];
    return isProblem(refusal) && refusal.path === field ? refusal.detail : undefined;
  };
}
