export { provideQlik, withConnections } from './provide-qlik';

export type {
  AnonymousAuth,
  AnonymousVirtualProxyAuth,
  AuthType,
  BackendSettings,
  ConnectionAuth,
  ConnectionId,
  CookieAuth,
  JwtAuth,
  NoAuthAuth,
  NoneAuth,
  OAuth2Auth,
  OAuth2ImpersonationAuth,
  QlikConnection,
  QlikConnectionInput,
  QlikPlatform,
  ReferenceAuth,
  RuntimeSource,
  SignInInteraction,
  ThroughBackendAuth,
  TokenStorage,
  VirtualProxyAuth,
  WindowsAuth,
} from './connections/connection';
export {
  ConnectionLoader,
  FileConnectionLoader,
  StaticConnectionLoader,
} from './connections/connection-loader';
export { ConnectionRegistry, type ConfigurationState } from './connections/connection-registry';
export type { FieldProblem, FieldRule, FieldRules } from './connections/field-rules';

export { QlikAuthService, type QlikAuthEvent } from './auth/qlik-auth-service';
export { type QlikSession, toConnectionSession as ɵtoConnectionSession } from './auth/qlik-session';
export type { ConnectionSession as ɵConnectionSession } from './auth/connection-session';
export type { SessionEventType } from './auth/session-events';
export type {
  ConnectionState,
  Ready,
  Renewing,
  SignedOut,
  SignInFailed,
  SignInAttempt,
  SigningIn,
} from './auth/connection-state';
export { isSignedIn, notSignedInError as ɵnotSignedInError } from './auth/session-end';
export { type CredentialPurpose, NO_CREDENTIAL, type QlikCredential } from './auth/credential';
export {
  type ForgetReason,
  QLIK_AUTH_STRATEGIES,
  type QlikAuthStrategy,
  type QlikAuthStrategyFactory,
  type QlikFeature,
  type RestoredSession,
  type SignInOptions,
  type StrategySignInOptions,
} from './auth/strategy';
export { provideStrategy } from './auth/strategies/provide-strategy';
export { withCookie } from './auth/strategies/cookie';
export { withJwt } from './auth/strategies/jwt';
export { withJwtVirtualProxy } from './auth/strategies/jwt-virtual-proxy';
export { withAnonymous } from './auth/strategies/anonymous';
export { withAnonymousVirtualProxy } from './auth/strategies/anonymous-virtual-proxy';
export { withApiKey } from './auth/strategies/apikey';
export { withInsecureBrowserApiKey } from './auth/strategies/insecure-browser-api-key';
export type { AskForApiKey } from './auth/strategies/insecure-browser-api-key/browser-api-key';
export { withHeader } from './auth/strategies/header';
export { withM2M } from './auth/strategies/m2m';
export { withOAuth2Web } from './auth/strategies/oauth2-web';
export { withPfx } from './auth/strategies/pfx';
export { withTicket } from './auth/strategies/ticket';
export { withWindows } from './auth/strategies/windows';
export { withNoAuth } from './auth/strategies/noauth';
export { withNone } from './auth/strategies/none';
export { withReference } from './auth/strategies/reference';
export { withOAuth2 } from './auth/strategies/oauth2';
export { withOAuth2Impersonation } from './auth/strategies/oauth2-impersonation';

export { QLIK_CONNECTION, qlikInterceptor } from './http/qlik-interceptor';
export { createSignedInGuard, type SignedInGuardOptions } from './http/signed-in-guard';
export { findAddressed } from './http/credential-scope';

export { DEFAULT_RETRIES, QLIK_RETRIES, type RetrySettings, withRetries } from './retries/retry-settings';
export type { RetryWait } from './retries/connection-waits';
export type { WaitReason } from './retries/next-pause';

export { type HostConfigOptions, QlikRuntime } from './runtime/qlik-runtime';
export { QLIK_BUNDLED_RUNTIME_ADDRESS } from './runtime/bundled-runtime-address';
export { QLIK_RUNTIME_TIME_LIMITS, type RuntimeTimeLimits } from './runtime/time-limits';
export type {
  AuthRuntimeModule,
  QixRuntimeModule,
  QlikMain,
  QlikRuntimeModules,
  RuntimeAuthModule,
} from './runtime/qlik-main';
export { rejectAfter as ɵrejectAfter } from './runtime/time-limit';

export type { QlikErrorCode } from './errors/error-codes';
export { loadPart } from './errors/load-part';
export { QlikError, type QlikErrorDetails, toQlikError } from './errors/qlik-error';
export { QLIK_CALL_MEASURE, type QlikCallDetail } from './auth/requests/call-measure';
export { redactValue, redactText, redactUrl } from './errors/redact';
