import { expect, it } from 'vitest';

import { phoneText } from './phone';

it.each([
  ['+819012345678', 'ja', '090-1234-5678'],
  ['+819012345678', 'en', '+81 90 1234 5678'],
  ['+81312345678', 'ja', '03-1234-5678'],
  ['+14155550123', 'ja', '+1 415 555 0123'],
  ['vis_01JD8K', 'ja', 'vis_01JD8K'],
  ['+999', 'en', '+999'],
] as const)('%s, %s', (number, language, expected) => {
  expect(phoneText(number, language)).toBe(expected);
});
