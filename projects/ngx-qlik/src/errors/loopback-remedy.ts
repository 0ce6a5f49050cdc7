import type { QlikConnection } from '../connections/connection';

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|$)/;

/**
 * Returns what to do when the host of a connection gives no answer and is a port of this machine, where the sandbox is; `undefined` for
 * other addresses, and for this application's own. A page learns no more than that: browsers do not tell it why.
 *
 * For development: production builds leave it out.
 */
export function loopbackRemedy({ host }: Pick<QlikConnection, 'host'>, address = host): string | undefined {
  if (!ngDevMode) return undefined;
  const { origin } = new URL(address);
  if (origin !== new URL(host).origin || origin === location.origin || !LOOPBACK.test(origin))
    return undefined;
  return `Nothing answers this page at ${origin}: start the sandbox (npx qlik-sandbox), or correct "host" in connections.json.`;
}
