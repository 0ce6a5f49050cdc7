import type { QlikConnection } from '../connections/connection';

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|$)/;
/** How long a server of this machine may take to answer. */
const LIMIT_MS = 2000;

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

/**
 * As {@link loopbackRemedy}, of a call that a browser reports as failed: `undefined` also where a server answers, but does not let this page read
 * it, as it does to an origin that is not on its list. Both are the same error to the page.
 */
export async function silenceRemedy(
  connection: Pick<QlikConnection, 'host'>,
  address = connection.host,
): Promise<string | undefined> {
  const remedy = loopbackRemedy(connection, address);
  return remedy !== undefined && (await isAnswering(new URL(address).origin)) ? undefined : remedy;
}

/** Whether a server answers requests of which the page may not see the answer. */
async function isAnswering(origin: string): Promise<boolean> {
  try {
    // The script is what each server has: another path may be an error on the console.
    await fetch(`${origin}/qlik-embed/main.js`, {
      method: 'HEAD',
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return true;
  } catch {
    // What the caller reports.
    return false;
  }
}
