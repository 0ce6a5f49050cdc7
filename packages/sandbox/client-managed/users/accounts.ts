import { randomUUID } from 'node:crypto';
import { type QlikUser, userKey } from './qlik-user.ts';

/** The user directory of the demo users, and the Windows domain they sign in to. */
export const DEMO_DIRECTORY = 'SANDBOX';

/** An account of the user directory; Windows sign-in needs the password. */
export interface Account {
  readonly userId: string;
  readonly userName: string;
  /** The purpose of this user, shown on the sign-in page. */
  readonly purpose: string;
  readonly password: string;
  readonly isActive: boolean;
}

const account = (userId: string, userName: string, purpose: string, isActive = true): Account => ({
  userId,
  userName,
  purpose,
  password: `${userId}-sandbox`,
  isActive,
});

/** The demo users, the same as in the cloud tenant. A password is the user id followed by `-sandbox`. */
export const DEMO_ACCOUNTS: readonly Account[] = [
  account('ada', 'Ada Lovelace', 'Sees every stream'),
  account('grace', 'Grace Hopper', 'Sees “Flight operations” and “Public data”'),
  account('edgar', 'Edgar Codd', 'Sees “Public data” only'),
  account('dora', 'Dora Empty', 'Sees no stream at all'),
  account('noah', 'Noah Access', 'Inactive: every sign-in is refused', false),
];

/** The accounts of the server. Users of other directories are created at their first sign-in, as on a real server. */
export class Accounts {
  /** Returns the user of that directory and id; creates a user for an unknown directory. */
  resolve(userDirectory: string, userId: string): QlikUser {
    const known = this.#known(userDirectory, userId);
    return known === undefined
      ? { userDirectory, userId, userName: userId, isAnonymous: false }
      : {
          userDirectory: DEMO_DIRECTORY,
          userId: known.userId,
          userName: known.userName,
          isAnonymous: false,
        };
  }

  /** Creates an anonymous user. Source: Qlik's help, Proxy Service API, "Personal: Get". */
  anonymous(): QlikUser {
    const userId = `anonymous${randomUUID()}`;
    return { userDirectory: 'NONE', userId, userName: userId, isAnonymous: true };
  }

  /** Returns whether the user may sign in. Inactive users are refused with every credential. */
  isActive(user: QlikUser): boolean {
    return this.#known(user.userDirectory, user.userId)?.isActive ?? true;
  }

  /** Returns the account for sign-in with a password. The domain is optional. */
  forSignIn(domain: string, userId: string): Account | undefined {
    return this.#known(domain === '' ? DEMO_DIRECTORY : domain, userId);
  }

  #known(userDirectory: string, userId: string): Account | undefined {
    const key = userKey({ userDirectory, userId });
    return DEMO_ACCOUNTS.find(
      (candidate) => userKey({ userDirectory: DEMO_DIRECTORY, userId: candidate.userId }) === key,
    );
  }
}
