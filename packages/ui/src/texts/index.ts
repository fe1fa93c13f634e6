import { catalogue } from '@tsunagi/i18n';

import { en } from './en';
import { ja } from './ja';

export const uiTexts = catalogue('ui', en, ja);
export const useUiT = uiTexts.useT;
