/** Why the engine took an exit, in the reader's language. It says so in short, fixed English sentences. */
import type { useT } from '../texts';

const SENTENCES = {
  'not a valid answer, and no retry left': 'noRetryLeft',
  'no reply in time': 'noReply',
  'the option was chosen': 'optionChosen',
  'a valid answer': 'validAnswer',
  'no condition held': 'noCondition',
  "the value is one of the case's": 'inCase',
  'no case has the value': 'noCase',
  'that moment has passed': 'momentPassed',
  'the time is over': 'timeOver',
  'a message came': 'messageCame',
} as const;

/** Conditions and times are shown as they are. */
export function whyOf(why: string, t: ReturnType<typeof useT>): string {
  const key = SENTENCES[why as keyof typeof SENTENCES] as (typeof SENTENCES)[keyof typeof SENTENCES] | undefined;
  if (key) return t(`why.${key}`);
  const status = /^status (\d+)$/.exec(why)?.[1];
  if (status !== undefined) return t('why.status', { status });
  const at = /^(.+), a holiday$/.exec(why)?.[1];
  return at === undefined ? why : t('why.holiday', { at });
}
