/** What a client-managed server's notice means for a session. */
export type ServerNotice =
  /** As if the socket had been closed with that code of Qlik Cloud's. */
  | { readonly closeCode: number }
  /** The user signed out of the server, here or elsewhere. */
  | 'signed-out';

/**
 * The notices after which a client-managed server closes the socket, with code 1000 for all of them.
 * @see Qlik's help, Proxy Service API, "Notifications"
 */
const NOTICES: Readonly<Record<string, ServerNotice>> = {
  OnSessionTimedOut: { closeCode: 4001 },
  OnSessionClosed: { closeCode: 4006 },
  OnSessionLoggedOut: 'signed-out',
  OnLicenseAccessDenied: { closeCode: 4230 },
  OnLicenseAccessDeniedPendingUserSync: { closeCode: 4230 },
  OnMaxParallelSessionsExceeded: { closeCode: 4005 },
  OnNoEngineAvailable: { closeCode: 4240 },
  OnEngineWebsocketFailed: { closeCode: 4220 },
  OnNoRepositoryAvailable: { closeCode: 4220 },
  OnRepositoryWebsocketFailed: { closeCode: 4220 },
};

/** The meaning of a notification by its name; `undefined` for those that end nothing. */
export function readNotice(name: unknown): ServerNotice | undefined {
  return typeof name === 'string' && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined;
}
