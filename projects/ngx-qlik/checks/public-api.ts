export type {
  CauseId,
  Check,
  CheckId,
  CheckResult,
  CheckStatus,
  ConnectionReport,
  DiagnosedConnection,
} from './report/report';
export { findFirstCause } from './report/report';
export { STATUS_NAMES, summarize, toMarkdown } from './report/report-text';
export { ReportRedactor } from './report/report-redactor';
export { planChecks, type PlannedCheck } from './runner/plan';
export { type CheckRunner, runChecks } from './runner/run-checks';

// What observes a connection, in a page or on the command line, and is not for applications: each check of what was observed.
export { checkBackend as ɵcheckBackend } from './backend';
export { failed as ɵfailed, passed as ɵpassed, skipped as ɵskipped } from './check-results';
export { checkConfiguration as ɵcheckConfiguration, checkFields as ɵcheckFields } from './configuration';
export {
  checkCrossOrigin as ɵcheckCrossOrigin,
  type CrossOriginFacts as ɵCrossOriginFacts,
} from './cross-origin';
export { checkCrossOriginHeaders as ɵcheckCrossOriginHeaders } from './cross-origin-headers';
export { checkCsrf as ɵcheckCsrf } from './csrf';
export {
  type Observation as ɵObservation,
  readJson as ɵreadJson,
  type RequestFailure as ɵRequestFailure,
} from './observation';
export { checkPlatform as ɵcheckPlatform } from './platform';
export { checkHost as ɵcheckHost, checkOnline as ɵcheckOnline } from './reachability';
export { checkRest as ɵcheckRest } from './rest';
export { checkRuntime as ɵcheckRuntime } from './runtime';
export {
  checkCookies as ɵcheckCookies,
  checkSignIn as ɵcheckSignIn,
  type ReportedError as ɵReportedError,
} from './sign-in';
export { checkToken as ɵcheckToken } from './token';
export { readToken as ɵreadToken, timeOf as ɵtimeOf } from './token-contents';
export { factsOfConnection as ɵfactsOfConnection } from './connection-facts';
export {
  type CertificateFacts as ɵCertificateFacts,
  checkCertificate as ɵcheckCertificate,
  checkName as ɵcheckName,
  type NameFacts as ɵNameFacts,
} from './dns-and-certificate';
export {
  areSameSite as ɵareSameSite,
  currentUserPath as ɵcurrentUserPath,
  withQuery as ɵwithQuery,
} from './runner/rest-and-socket-addresses';
export type { OpenedSocket as ɵOpenedSocket } from './runner/engine-checks';
export { MessageBuffer as ɵMessageBuffer, type QixSocket as ɵQixSocket } from './runner/qix-probe';
export { toTimeLimit as ɵtoTimeLimit } from './runner/run-checks';
export {
  type CheckFunction as ɵCheckFunction,
  runCheck as ɵrunCheck,
  SharedChecks as ɵSharedChecks,
} from './runner/shared-checks';
