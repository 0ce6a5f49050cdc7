export { isRecord as ɵisRecord } from './is-record';
