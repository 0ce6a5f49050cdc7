export { redactText, redactUrl, redactValue } from './redact';
