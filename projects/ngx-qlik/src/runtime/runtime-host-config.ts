import type { QlikConnection } from '../connections/connection';

/** The auth type under which Qlik's runtime knows this library. */
export const RUNTIME_AUTH_TYPE = 'ngx-qlik';

/** A host config as this library registers it: Qlik's runtime hands it back with every question about credentials. */
export interface RuntimeHostConfig {
  readonly host: string;
  readonly authType: typeof RUNTIME_AUTH_TYPE;
  readonly connectionId: string;
  /**
   * The epoch of the sign-in. Qlik's runtime keys its response cache by the whole host config, so another user does not get the last
   * one's cached answers.
   */
  readonly signIn: number;
  /** Saves the runtime a request for `product-info.json`, whose failure it takes for a Windows server. Undocumented; read in `@qlik/api` 2.19. */
  readonly forceIsWindows: boolean;
}

/** One that a module of Qlik's own takes care of. */
export type PassedHostConfig =
  | { readonly host: string; readonly authType: 'noauth' }
  | { readonly authType: 'reference'; readonly reference: string };

/**
 * The host config of a connection for its present sign-in.
 *
 * Qlik's runtime keys its app sessions by the host's address, the app and the identity alone, and keeps one for five seconds after its
 * last user left: whoever signs in meanwhile would get the former user's socket, a session that is dead would be handed out again, and
 * two connections to one host would share the socket of whichever opened the app first, as one user.
 * So each host config after the first spells the same address in another way (`/.`, which browsers drop before they send it).
 *
 * @param generation how many host configs for this address the page has had before
 */
export function toRuntimeHostConfig(
  connection: QlikConnection,
  epoch: number,
  generation = 0,
): RuntimeHostConfig | PassedHostConfig {
  const { host, auth } = connection;
  if (auth.type === 'noauth') return { host, authType: auth.type };
  if (auth.type === 'reference') return { authType: auth.type, reference: auth.reference };
  return {
    host: connection.host + '/.'.repeat(generation),
    authType: RUNTIME_AUTH_TYPE,
    connectionId: connection.id,
    signIn: epoch,
    forceIsWindows: connection.platform === 'client-managed',
  };
}
