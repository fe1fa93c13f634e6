import type { Complaint } from './check';
import { useT } from './texts';

/** The sentence for a complaint, as fields take it. */
export function useComplaint(): (complaint: Complaint | undefined) => { error?: string } {
  const t = useT();
  return (complaint) => {
    switch (complaint?.kind) {
      case undefined:
        return {};
      case 'missing':
        return { error: t('invalid.missing') };
      case 'email':
        return { error: t('invalid.email') };
      case 'short':
        return { error: t('invalid.short', { count: complaint.by }) };
    }
  };
}
