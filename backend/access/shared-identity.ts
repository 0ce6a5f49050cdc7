import type { BackendConnection } from '../configuration/connection-shapes.ts';

/** The fields that decide how a connection's users are named at Qlik. */
type Identity = Pick<BackendConnection, 'type'> & { readonly asUser?: string | undefined };

/**
 * Whether all users of the connection are one and the same user at Qlik: `m2m`, `apikey`, and `pfx` with `asUser`. `pfx` without it gives
 * each user the own Qlik user, whose rights apply.
 */
export function isSharedIdentity({ type, asUser }: Identity): boolean {
  return type === 'm2m' || type === 'apikey' || (type === 'pfx' && asUser !== undefined);
}
