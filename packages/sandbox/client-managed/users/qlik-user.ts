/** A named value of a user in this session, such as a group; from the ticket or the JWT. */
export interface UserAttribute {
  readonly name: string;
  readonly value: string;
}

/** A user of a client-managed server: directory and id, both case-insensitive. */
export interface QlikUser {
  readonly userDirectory: string;
  readonly userId: string;
  readonly userName: string;
  readonly isAnonymous: boolean;
}

/** Returns a key that is equal for the same user, for maps and comparisons. */
export function userKey(user: Pick<QlikUser, 'userDirectory' | 'userId'>): string {
  return `${user.userDirectory}\\${user.userId}`.toLowerCase();
}

/** Returns `DIRECTORY\id`, as in logs and in the management console. */
export function displayName(user: Pick<QlikUser, 'userDirectory' | 'userId'>): string {
  return `${user.userDirectory}\\${user.userId}`;
}

/**
 * Reads the value of an `X-Qlik-User` header: `UserDirectory=INTERNAL; UserId=sa_repository`, values URL-encoded.
 * @returns undefined for any other value.
 */
export function parseUserHeader(
  value: string | undefined,
): { readonly userDirectory: string; readonly userId: string } | undefined {
  const [first = '', second = '', ...rest] = (value ?? '').split(';');
  const directory = /^\s*UserDirectory=(.+)$/is.exec(first)?.[1];
  const id = /^\s*UserId=(.+)$/is.exec(second)?.[1];
  if (directory === undefined || id === undefined || rest.join(';').trim() !== '') {
    return undefined;
  }
  try {
    const userDirectory = decodeURIComponent(directory).trim();
    const userId = decodeURIComponent(id.trim()).trim();
    return userDirectory === '' || userId === '' ? undefined : { userDirectory, userId };
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}
