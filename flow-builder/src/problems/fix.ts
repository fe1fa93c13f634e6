/** Applies the mend that the analyser offers; it can be undone like everything else. */
import { currentLanguage } from '@tsunagi/i18n';

import { applyPatch } from '../document/patch';
import type { Services } from '../editor/services';
import type { Problem } from '../engine/types';
import { unmarked } from '../parts/Marked';
import { t } from '../texts';

export function applyFix({ store }: Services, problem: Problem): void {
  if (!problem.fix) return;
  const { document, edit } = store.getState();
  edit(applyPatch(document, problem.fix.patch), t('said.fixed', { title: unmarked(problem.fix.title[currentLanguage()]) }));
}
