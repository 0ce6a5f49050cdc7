/** Someone who is signed in to the host application. */
export interface HostUser {
  /** Unique in the host application: the OpenID Connect claim named by `OIDC_USER_CLAIM`, or the demo user's name. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly groups?: readonly string[];
}

declare module 'fastify' {
  interface Session {
    hostUser?: HostUser;
    /** Has the browser end its session at the identity provider too; OpenID Connect's `id_token_hint`. */
    idToken?: string;
  }
}
