import { Problem } from '../errors/problem.ts';
import type { HostUser } from './host-user.ts';

/** The user's e-mail address when the identity provider verified it; else `undefined`. */
export function verifiedEmail({ email, isEmailVerified }: HostUser): string | undefined {
  return isEmailVerified === true ? email : undefined;
}

/**
 * An unverified address is user input: it may be another user's.
 * @param connection that needs the address; none when the sign-in itself needs it
 */
export function unverifiedEmail(connection?: string): Problem {
  return new Problem(
    403,
    'email-unverified',
    'The sign-in of the application does not say that your e-mail address is verified.',
    {
      ...(connection === undefined ? {} : { connection }),
      remedy: ({ verifiedEmail: how }) =>
        `Verify the address where you sign in. An administrator may ${how}.`,
    },
  );
}
