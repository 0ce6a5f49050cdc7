import type { BackendConnection } from '../configuration/connection-shapes.ts';

/** The fields that decide how a connection's users are named at Qlik. */
type Identity = Pick<BackendConnection, 'type'> & { readonly asUser?: string | undefined };

/**
 * Returns whether all users of the connection are the same user at Qlik: `m2m`, `apikey`, and `pfx` with `asUser`. `pfx` without it gives
 * each user a separate Qlik user, whose permissions apply.
 */
export function isSharedIdentity({ type, asUser }: Identity): boolean {
  return type === 'm2m' || type === 'apikey' || (type === 'pfx' && asUser !== undefined);
}
