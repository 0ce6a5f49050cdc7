import type { WebSocket } from 'ws';

/**
 * Notifications of the proxy on a client's WebSocket.
 * Source: Qlik's help, Proxy Service API, "Notifications", and public client code for the names without a description.
 */
const NOTICES = {
  OnSessionTimedOut: ['fatal', 'Session timed out due to inactivity'],
  OnSessionClosed: ['fatal', 'Session closed by server'],
  OnSessionLoggedOut: ['fatal', 'User logged out manually'],
  OnLicenseAccessDenied: ['fatal', 'Access to the app is denied: No available access type'],
  OnLicenseAccessDeniedPendingUserSync: [
    'fatal',
    'Access to the app is denied: User synchronization is pending',
  ],
  OnMaxParallelSessionsExceeded: [
    'fatal',
    'You cannot access Qlik Sense because you have too many sessions active in parallel',
  ],
  OnNoEngineAvailable: ['fatal', 'No engine is available'],
  OnEngineWebsocketFailed: ['fatal', 'The connection to the engine failed'],
  OnNoRepositoryAvailable: ['fatal', 'No repository is available'],
  OnRepositoryWebsocketFailed: ['fatal', 'The connection to the repository failed'],
  OnNoDataPrepServiceAvailable: ['warning', 'No data preparation service is available'],
  OnNoPrintingServiceAvailable: ['warning', 'No printing service is available'],
  OnExcessLicenseAssignment: ['warning', 'More licenses are assigned than there are'],
} as const;

/** A notification by its name. */
export type NoticeName = keyof typeof NOTICES;

export const NOTICE_NAMES = Object.keys(NOTICES) as readonly NoticeName[];

/** The user of a socket, or the sign-in address. */
export type AuthenticationInformation =
  | {
      readonly userId: string;
      readonly userDirectory: string;
      readonly logoutUri: string;
      readonly mustAuthenticate: false;
    }
  | { readonly loginUri: string; readonly mustAuthenticate: true };

/** Sends `OnAuthenticationInformation`; all of it is inside `params`. */
export function sendAuthenticationInformation(socket: WebSocket, params: AuthenticationInformation): void {
  send(socket, 'OnAuthenticationInformation', params);
}

/** Sends a notification, and closes the socket after a fatal one. */
export function sendNotice(socket: WebSocket, name: NoticeName, now: number): void {
  const [severity, message] = NOTICES[name];
  send(socket, name, { severity, timestamp: new Date(now).toISOString(), message });
  if (severity === 'fatal') {
    socket.close(1000, message.slice(0, 120));
  }
}

function send(socket: WebSocket, method: string, params: object): void {
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }
}
