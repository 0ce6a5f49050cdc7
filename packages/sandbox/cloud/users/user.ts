/** A user, or the user of an OAuth client that acts as itself. Shape after Qlik's `users` API. */
export interface User {
  /** 24 hexadecimal digits, as Qlik's ids are. */
  readonly id: string;
  /** The user's id at the identity provider; `user_lookup` with the field `subject` finds it. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** `invited`: created, and not signed in yet. */
  readonly status: 'active' | 'invited' | 'disabled';
  readonly roles: readonly RoleName[];
  readonly createdAt: string;
  /** Offered on the sandbox's sign-in page. */
  readonly canSignIn: boolean;
  /** The purpose of this user, one sentence for the sign-in page. */
  readonly purpose: string;
  /** Set for the user of an OAuth client. */
  readonly clientId?: string;
  /** Ids of the user's groups: those of the last JWT, and custom ones. */
  readonly groupIds?: readonly string[];
  readonly picture?: string;
  readonly preferredLocale?: string;
  readonly preferredZoneinfo?: string;
  readonly lastUpdatedAt?: string;
  /** Set for an anonymous user: the app of the access code. */
  readonly sharedAppId?: string;
}

/** The tenant roles that the sandbox supports. */
export const ROLE_NAMES = ['TenantAdmin', 'Developer', 'SharedSpaceCreator'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];
