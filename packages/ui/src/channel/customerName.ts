import { useLanguage } from '@tsunagi/i18n';
import { phoneText } from '@tsunagi/i18n/phone';
import { useCallback } from 'react';

import { useUiT } from '../texts';

const PHONE = /^\+[1-9]\d{5,14}$/;
/** Ids that channels give to people: long, and nobody's name. */
const OPAQUE_ID = /^(?=.*\d)[\w:.-]{16,}$/;
/** Enough to tell the people of one list apart. */
const MARK_LENGTH = 4;

/**
 * What to call a customer. Where only an address is known: a phone number as people write it, and for an id the kind
 * of customer with the end of the id.
 */
export function useCustomerName(): (customer: { name: string }, channel: string) => string {
  const t = useUiT();
  const [language] = useLanguage();
  return useCallback(
    ({ name }, channel) => {
      if (PHONE.test(name)) return phoneText(name, language);
      if (!OPAQUE_ID.test(name)) return name;
      const mark = name.slice(-MARK_LENGTH).toUpperCase();
      return t(channel === 'webchat' || channel === 'line' ? `customer.${channel}` : 'customer.other', { mark });
    },
    [t, language],
  );
}
