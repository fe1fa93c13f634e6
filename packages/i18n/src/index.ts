export { catalogueProblems, placeholders } from './catalogue';
export type { KeyOf, Texts, Translation, ValuesFor } from './catalogue';
export { formatFor, useFormat } from './format';
export type { Format } from './format';
export { catalogue, currentLanguage, setLanguage, useLanguage } from './i18n';
export type { Catalogue, Translate } from './i18n';
export { detectLanguage, isLanguage, LANGUAGE_NAMES, LANGUAGES, pickLanguage } from './language';
export type { Language } from './language';
