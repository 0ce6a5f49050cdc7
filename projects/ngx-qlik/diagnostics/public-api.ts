export { ConnectionDoctor, type DiagnosisOptions } from './connection-doctor';
export type {
  CauseId,
  Check,
  CheckId,
  CheckStatus,
  ConnectionReport,
  DiagnosedConnection,
} from './report/report';
export { findFirstCause } from './report/report';
export { STATUS_NAMES, summarize, toMarkdown } from './report/report-text';
