export { provideQlik, withConnections } from './provide-qlik';

export type {
  AnonymousAuth,
  AnonymousVirtualProxyAuth,
  AuthorizeParameters,
  AuthType,
  BackendSettings,
  BuiltInAuthTypes,
  ConnectionAuth,
  CookieAuth,
  JwtAuth,
  NoAuthAuth,
  NoneAuth,
  OAuth2Auth,
  OAuth2ImpersonationAuth,
  ProtocolParameter,
  QlikAuthTypes,
  ReferenceAuth,
  SignInInteraction,
  ThroughBackendAuth,
  TokenStorage,
  VirtualProxyAuth,
  WindowsAuth,
} from './connections/connection-auth';
export type {
  ConnectionId,
  QlikConnection,
  QlikConnectionInput,
  QlikPlatform,
  RuntimeSource,
} from './connections/connection';
export {
  ConnectionLoader,
  FileConnectionLoader,
  StaticConnectionLoader,
} from './connections/connection-loader';
export { ConnectionRegistry, type ConfigurationState } from './auth/connection-registry';
export type { FieldProblem, FieldRule, FieldRules } from 'ngx-qlik/connection-rules';

export {
  QlikAuthService,
  type QlikAuthEvent,
  toConnectionSession as ɵtoConnectionSession,
} from './auth/qlik-auth-service';
export type { ConnectionSession as ɵConnectionSession } from './auth/connection-session';
export type { QlikSession } from './auth/connection-state';
export {
  type CallRetryOptions,
  type ConnectionState,
  isSignedIn,
  notSignedInError as ɵnotSignedInError,
  type QlikUser,
  type QlikUserState,
  type Ready,
  type Renewing,
  type SessionEventType,
  type SignedOut,
  type SignInAttempt,
  type SignInFailed,
  type SigningIn,
  type RetryWait,
  type WaitReason,
} from './auth/connection-state';
export {
  type ConnectionOfType,
  type CredentialPurpose,
  type ForgetReason,
  type HostSessionCheck,
  NO_CREDENTIAL,
  provideStrategy,
  QLIK_AUTH_STRATEGIES,
  QLIK_HOST_SESSION_CHECK,
  type QlikAuthStrategy,
  type QlikAuthStrategyFactory,
  type QlikCredential,
  type QlikFeature,
  type RestoredSession,
  type SignInOptions,
  type StrategySignInOptions,
} from './auth/strategy';
export {
  withAnonymousVirtualProxy,
  withHeader,
  withJwtVirtualProxy,
  withPfx,
  withTicket,
  withWindows,
} from './auth/strategies/client-managed';
export {
  withAnonymous,
  withApiKey,
  withCookie,
  withInsecureBrowserApiKey,
  withJwt,
  withM2M,
  withOAuth2Impersonation,
  withOAuth2Web,
} from './auth/strategies/cloud';
export type { AskForApiKey } from './auth/strategies/cloud/browser-api-key';
export { withNoAuth, withNone, withReference } from './auth/strategies/none';
export { withOAuth2 } from './auth/strategies/oauth2';

export { QLIK_CONNECTION, QLIK_NO_CREDENTIAL, qlikInterceptor } from './http/qlik-interceptor';
export { createSignedInGuard, type SignedInGuardOptions } from './http/signed-in-guard';
export { createSignInGuard, createSignInMatchGuard, type SignInGuardOptions } from './http/sign-in-guard';
export { findAddressed } from './http/credential-scope';

export { DEFAULT_RETRIES, QLIK_RETRIES, type RetrySettings, withRetries } from './retries/retry-settings';
export { loopbackRemedy as ɵloopbackRemedy, silenceRemedy as ɵsilenceRemedy } from './errors/loopback-remedy';
export { readRetryAfter as ɵreadRetryAfter } from './errors/retry-after';

export { type HostConfigOptions, QlikRuntime } from './runtime/qlik-runtime';
export { QLIK_BUNDLED_RUNTIME_ADDRESS } from './runtime/bundled-runtime-address';
export { QLIK_RUNTIME_TIME_LIMITS, type RuntimeTimeLimits } from './runtime/time-limits';
export type {
  AuthRuntimeModule,
  InitialAppStateRuntimeModule,
  QixRuntimeModule,
  QlikMain,
  QlikRuntimeModules,
  RuntimeAuthModule,
} from './runtime/qlik-main';
export {
  type EngineValueState,
  type QlikResource,
  type QlikResourceSnapshot,
  type QlikResourceStatus,
  toResource as ɵtoResource,
} from './resource/qlik-resource';
export { rejectAfter as ɵrejectAfter, waitAtMost as ɵwaitAtMost } from './errors/time-limit';
export { runOutsideAngular as ɵrunOutsideAngular } from './zone/run-outside-angular';

export type { QlikErrorCode } from './errors/error-codes';
export { loadPart } from './errors/load-part';
export {
  QLIK_MESSAGES,
  type QlikErrorKey,
  type QlikErrorTexts,
  type QlikMessageKey,
  type QlikMessageParams,
  type QlikMessages,
  type QlikTextKey,
} from './errors/messages';
export {
  provideQlikMessages,
  type QlikMessageOptions,
  type QlikMessagePack,
  type QlikText,
} from './errors/provide-qlik-messages';
export { QlikError, type QlikErrorDetails, toQlikError } from './errors/qlik-error';
export { QLIK_CALL_MEASURE, type QlikCallDetail } from './auth/requests/call-measure';
export { redactValue, redactText, redactUrl } from 'ngx-qlik/redaction';
export { ɵquoteText } from 'ngx-qlik/quoting';
