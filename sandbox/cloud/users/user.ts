/** A person, or the user that an OAuth client is when it acts as itself. Shape after Qlik's `users` API. */
export interface User {
  /** 24 hexadecimal digits, as Qlik's ids are. */
  readonly id: string;
  /** The id that the identity provider knows the user by; what `user_lookup` with field `subject` finds. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly status: 'active' | 'disabled';
  readonly roles: readonly RoleName[];
  readonly createdAt: string;
  /** Offered on the sandbox's sign-in page. */
  readonly canSignIn: boolean;
  /** One sentence for the sign-in page: what this user is good for. */
  readonly purpose: string;
  /** Set for the user of an OAuth client. */
  readonly clientId?: string;
  /** Names of the groups that the last JWT told. */
  readonly groups?: readonly string[];
  /** Set for an anonymous visitor: the only app that the access code opens. */
  readonly sharedAppId?: string;
}

/** Roles of the tenant that the sandbox tells apart. */
export type RoleName = 'TenantAdmin' | 'Developer' | 'SharedSpaceCreator';
