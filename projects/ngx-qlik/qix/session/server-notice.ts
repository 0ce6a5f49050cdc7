/** The meaning of a client-managed server's notification for a session. */
export type ServerNotice =
  /** Equivalent to this close code of Qlik Cloud. */
  | { readonly closeCode: number }
  /** The user signed out of the server, here or elsewhere. */
  | 'signed-out';

/**
 * The notifications after which a client-managed server closes the socket, always with code 1000.
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

/** Returns the meaning of a notification; `undefined` for those that do not end the session. */
export function readNotice(name: unknown): ServerNotice | undefined {
  return typeof name === 'string' && Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined;
}
