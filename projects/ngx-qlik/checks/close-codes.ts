import type { CauseId } from './report/report';
import type { Finding } from './check-results';

/**
 * The close codes of Qlik's WebSockets, explained for administrators. Other codes, such as 1006, carry no reason.
 * @see `@qlik/api` 2.19, `websocket-errors` and `WEBSOCKET_CUSTOM_CLOSE_CODES`
 */
const CODES: Readonly<Record<number, Finding>> = {
  4001: closed('the session was idle for too long', 'Run it again.'),
  4002: closed(
    'the license of the session has to be renewed',
    'Run it again. If it happens again, check the license (Management Console > Users).',
  ),
  4003: closed('the engine is being stopped', 'Run it again in a minute: another engine takes over.'),
  4004: closed('the app was unloaded', 'Run it again.'),
  4005: closed(
    'the user has too many sessions open',
    'Close other tabs, browsers and devices of this user, or wait until their sessions end, then run it again.',
  ),
  4006: closed('the sign-in is no longer accepted', 'Sign in again.'),
  4200: closed('the proxy in front of the engine has a problem', 'Run it again in a minute.'),
  4201: closed('the proxy waited too long', 'Run it again. Check the speed of the network.'),
  4202: closed('the request was not understood', 'Check the app’s id.'),
  4203: ofApp('the user may not open the app', 'Ask the owner of its space for access.'),
  4204: ofApp(
    'there is no such app, or the user has no access to it',
    'Check the app’s id; the app may have been deleted or moved. Otherwise ask its owner for access.',
  ),
  4205: closed('too many sockets were opened in a short time', 'Wait a minute, then run it again.'),
  4206: closed('the network between Qlik’s services failed', 'Run it again in a minute.'),
  4210: closed(
    'a service behind the engine failed',
    'Run it again in a minute; see the status of the platform.',
  ),
  4211: closed(
    'a service behind the engine failed',
    'Run it again in a minute; see the status of the platform.',
  ),
  4220: closed('the engine failed', 'Run it again in a minute; see the status of the platform.'),
  4222: closed('the engine’s reservation for the session expired', 'Run it again.'),
  4230: refused(
    'the user’s license does not allow it',
    'Give the user a license or capacity (Management Console > Users).',
  ),
  4240: closed(
    'no engine is free',
    'Run it again in a minute. If it happens again, the tenant or server has too little capacity for its apps.',
  ),
};

/** Returns the meaning of a close code; `undefined` for codes without one. */
export function explainClose(code: number | undefined): Finding | undefined {
  return code === undefined ? undefined : CODES[code];
}

/**
 * The notifications with which client-managed servers end a session, by name.
 * @see Qlik's help, Proxy Service API, "Notifications"
 */
const NOTICES: Readonly<Record<string, Finding>> = {
  OnSessionTimedOut: closed('the session was idle for too long', 'Sign in again, then run it again.'),
  OnSessionClosed: closed('the server ended the session', 'Sign in again, then run it again.'),
  OnSessionLoggedOut: closed('the user signed out elsewhere', 'Sign in again, then run it again.'),
  OnLicenseAccessDenied: refused(
    'the user has no access type',
    'Give the user a professional or analyzer access (Management console > License management).',
  ),
  OnLicenseAccessDeniedPendingUserSync: refused(
    'the user is not synchronized with the license yet',
    'Wait for the synchronization (Management console > License management), then run it again.',
  ),
  OnMaxParallelSessionsExceeded: closed(
    'the user has five sessions open already',
    'Sign out in other browsers and on other devices, or wait until those sessions end, then run it again.',
  ),
  OnNoEngineAvailable: closed(
    'no engine is available for the app',
    'Check the engines and the load balancing of the virtual proxy (Management console > Engines, Virtual proxies > Load balancing).',
  ),
  OnEngineWebsocketFailed: closed(
    'the proxy lost its engine',
    'Check the engine’s service and log (Management console > Engines).',
  ),
  OnNoRepositoryAvailable: closed(
    'the repository does not answer the proxy',
    'Check the repository’s service and log (Management console > Nodes).',
  ),
  OnRepositoryWebsocketFailed: closed(
    'the repository does not answer the proxy',
    'Check the repository’s service and log (Management console > Nodes).',
  ),
};

/** Returns the meaning of a notification; `undefined` for those that do not end the session. */
export function explainNotice(name: string): Finding | undefined {
  return Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined;
}

function closed(what: string, remedy: string): Finding {
  return finding('socket-closed', what, remedy);
}

function ofApp(what: string, remedy: string): Finding {
  return finding('app-refused', what, remedy);
}

function refused(what: string, remedy: string): Finding {
  return finding('engine-refused', what, remedy);
}

function finding(causeId: CauseId, what: string, remedy: string): Finding {
  return { causeId, cause: `Qlik closed the session: ${what}.`, remedy };
}
