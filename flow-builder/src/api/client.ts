/** The only folder of the builder that talks to the server. */
import { createApi } from '@tsunagi/api-client';
import { currentLanguage } from '@tsunagi/i18n';

export const api = createApi({ language: currentLanguage });
