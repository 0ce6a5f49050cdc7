import type { ConnectionId } from '../errors/qlik-error';
import type { ConnectionAuth } from './connection-auth';

export type { ConnectionId };

/** Where a connection leads: a Qlik Cloud tenant, or a client-managed server behind a virtual proxy. */
export type QlikPlatform = 'cloud' | 'client-managed';

/** Where Qlik's own script (`/qlik-embed/main.js`) comes from. */
export type RuntimeSource =
  | {
      /** The host that serves it. Default: the connection's own host. */
      readonly url?: string;
      readonly bundled?: never;
    }
  | {
      /** Out of the application's own files: for servers that have none. It opens apps and has no embeds. */
      readonly bundled: true;
      readonly url?: never;
    };

/** One place that this application talks to, and how it signs in there. */
export interface QlikConnection {
  readonly id: ConnectionId;
  /** The name that users see. */
  readonly label: string;
  readonly platform: QlikPlatform;
  /**
   * Origin with `https://` (or `http://` on loopback), and the virtual proxy's prefix where there is one; no trailing slash. For types
   * that go through the backend a path of this application, `/qlik/<id>`, which is made absolute when it is loaded.
   */
  readonly host: string;
  readonly auth: ConnectionAuth;
  readonly runtime?: RuntimeSource;
}

/** A connection as written in a configuration: the id is a plain string until it is validated. */
export type QlikConnectionInput = Omit<QlikConnection, 'id'> & { readonly id: string };
