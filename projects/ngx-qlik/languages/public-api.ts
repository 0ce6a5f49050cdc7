export { loadQlikLanguage } from './load-qlik-language';
