import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

import type { Language } from './language';

/** An E.164 number as people write it: Japanese readers see Japanese numbers without the country. Else as it came. */
export function phoneText(number: string, language: Language): string {
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed) return number;
  const isAtHome = language === 'ja' && parsed.countryCallingCode === '81';
  return isAtHome ? parsed.formatNational() : parsed.formatInternational();
}
