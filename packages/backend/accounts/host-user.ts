/** The user who is signed in to the host application. */
export interface HostUser {
  /** Unique in the host application: the OpenID Connect claim named by `OIDC_USER_CLAIM`, or the demo user's name. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Whether the identity provider verified the address: without it, any user may claim any address. */
  readonly isEmailVerified?: boolean;
  readonly groups?: readonly string[];
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Where users sign in to the host application, as pages call it; `undefined`: the host has not said. */
    signInPath: string | undefined;
  }
  interface Session {
    hostUser?: HostUser;
    /** Milliseconds since 1970; the session's absolute life counts from here. */
    signedInAt?: number;
    /** Milliseconds since 1970, for a user whom the host knows until then only. */
    expiresAt?: number;
    /** The `sub` of the identity provider, independent of the claim that `OIDC_USER_CLAIM` names. */
    subject?: string;
    /** The identity provider's session (`sid`), for its back-channel logout. */
    providerSession?: string;
    /** `id_token_hint` of OpenID Connect, for the logout at the identity provider. */
    idToken?: string;
  }
}
