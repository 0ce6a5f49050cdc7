import { z } from 'zod';
import type { HostUser } from '../accounts/host-user.ts';
import { unverifiedEmail, verifiedEmail } from '../accounts/verified-email.ts';
import { Problem } from '../errors/problem.ts';

/** The mapping of a user of the host application to a Qlik user. */
export const userMappingShape = z
  .strictObject({
    /** The source of the name: an immutable id, or the e-mail address, which has to be verified. */
    from: z.enum(['id', 'email']).default('id'),
    /** Names that differ, compared character by character: neither case nor Unicode form nor spaces are normalized. With `others: "refuse"` also the only ones that may come in. */
    map: z.record(z.string(), z.string().min(1)).default({}),
    others: z.enum(['same', 'refuse']).default('same'),
  })
  .prefault({});

export type UserMapping = z.infer<typeof userMappingShape>;

/** Printable US-ASCII without the special characters of headers and Qlik user names. */
const USABLE = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * Returns the user's name at Qlik.
 * @throws {Problem} 403 when there is none, and when it starts from an address that is not verified
 */
export function mapUser({ from, map, others }: UserMapping, user: HostUser, connection: string): string {
  if (from === 'email' && user.email !== undefined && verifiedEmail(user) === undefined) {
    throw unverifiedEmail(connection);
  }
  const own = user[from];
  const mapped =
    own !== undefined && Object.hasOwn(map, own) ? map[own] : others === 'same' ? own : undefined;
  if (mapped === undefined) {
    throw new Problem(403, 'user-unknown-at-qlik', 'You have no user at this Qlik connection.', {
      connection,
      remedy: 'Ask an administrator to add you to the connection’s user mapping.',
    });
  }
  return mapped;
}

/**
 * The same for client-managed servers, where names travel in headers: ASCII, no comma, semicolon or backslash.
 * @throws {Problem} 403
 */
export function mapHeaderUser(mapping: UserMapping, user: HostUser, connection: string): string {
  const name = mapUser(mapping, user, connection);
  if (USABLE.test(name) && !/[\\,;]/.test(name)) return name;
  throw new Problem(403, 'user-name-unusable', 'Your user name cannot be used at this Qlik connection.', {
    connection,
    remedy: 'Ask an administrator to map it to a name of plain letters, digits and -._@.',
  });
}
