import { catalogue } from '@tsunagi/i18n';

import { en } from './en';
import { ja } from './ja';

export const { t: deskTexts, useT } = catalogue('desk', en, ja);
