export { ConnectionDoctor, type DiagnosisOptions } from './connection-doctor';
export type {
  CauseId,
  Check,
  CheckId,
  CheckStatus,
  ConnectionReport,
  DiagnosedConnection,
} from 'ngx-qlik/checks';
export { findFirstCause, STATUS_NAMES, summarize, toMarkdown } from 'ngx-qlik/checks';
