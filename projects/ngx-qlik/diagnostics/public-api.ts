export { ConnectionDoctor, type ExaminationOptions } from './connection-doctor';
export type {
  CauseId,
  Check,
  CheckId,
  CheckStatus,
  ConnectionReport,
  ExaminedConnection,
} from './report/report';
export { findFirstCause } from './report/report';
export { STATUS_NAMES, summarize, toMarkdown } from './report/report-text';
