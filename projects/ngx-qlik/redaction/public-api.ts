export { ɵredactText as redactText } from 'ngx-qlik/quoting';
export { redactUrl, redactValue } from './redact';
