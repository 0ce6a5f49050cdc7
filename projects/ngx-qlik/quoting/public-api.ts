export { quoteText as ɵquoteText, REDACTED as ɵREDACTED, redactText as ɵredactText } from './quote';
