export { unusedTexts } from './unused';
