import { catalogue } from '@tsunagi/i18n';

import { en } from './en';
import { ja } from './ja';

export const { t, useT } = catalogue('builder', en, ja);
