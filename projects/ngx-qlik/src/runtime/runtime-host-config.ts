import type { QlikConnection } from '../connections/connection';

/**
 * A name under which Qlik's runtime knows one application's use of this library. A page may have several applications, and a second auth
 * module of the same name would take the place of the first: its credentials would be handed to the other's embeds.
 *
 * @see `@qlik/api` 2.19, `registerAuthModule`
 */
export function createRuntimeAuthType(): string {
  return `ngx-qlik-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? ''}`;
}

/** A host config as this library registers it: Qlik's runtime hands it back with every question about credentials. */
export interface RuntimeHostConfig {
  readonly host: string;
  readonly authType: string;
  readonly connectionId: string;
  /**
   * The epoch of the sign-in. Qlik's runtime keys its response cache by the whole host config, so a user never gets cached answers of
   * another user.
   */
  readonly signIn: number;
  /** Saves the runtime a request for `product-info.json`, whose failure it takes for a Windows server. Undocumented; read in `@qlik/api` 2.19. */
  readonly forceIsWindows: boolean;
}

/** A host config for one of Qlik's own auth modules. */
export type PassedHostConfig =
  | { readonly host: string; readonly authType: 'noauth' }
  | { readonly authType: 'reference'; readonly reference: string };

/**
 * The host config of a connection for its present sign-in.
 *
 * Qlik's runtime keys its app sessions by the host's address, the app and the identity alone, and keeps one for five seconds after its
 * last use. A user who signs in meanwhile would get the previous user's socket, a dead session would be reused, and
 * two connections to one host would share one socket, as one user.
 * So each host config after the first spells the same address in another way (`/.`, which browsers drop before they send it).
 *
 * @param options.generation how many host configs for this address the page has had before
 * @param options.authType see {@link createRuntimeAuthType}
 */
export function toRuntimeHostConfig(
  connection: QlikConnection,
  epoch: number,
  { generation = 0, authType = '' }: { readonly generation?: number; readonly authType?: string } = {},
): RuntimeHostConfig | PassedHostConfig {
  const { host, auth } = connection;
  if (auth.type === 'noauth') return { host, authType: auth.type };
  if (auth.type === 'reference') return { authType: auth.type, reference: auth.reference };
  return {
    host: connection.host + '/.'.repeat(generation),
    authType,
    connectionId: connection.id,
    signIn: epoch,
    forceIsWindows: connection.platform === 'client-managed',
  };
}
