export { redactText, redactUrl, redactValue, quoteText as ɵquoteText } from './redact';
