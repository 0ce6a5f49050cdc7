import { ɵisRecord as isRecord } from 'ngx-qlik/json';

const CONTENT_NETWORK = 'https://cdn.qlikcloud.com';

/** What a policy can name, as the backend's `ngx-qlik-csp` has it: no IPv6 address, and nothing that stands for other hosts or ends a directive. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?(:\d+)?$/;

/**
 * The Content-Security-Policy of an application, as `docs/csp.md` explains it: one for all of its connections.
 * @param connections as they are written
 */
export function policyFor(connections: readonly unknown[]): string {
  const origins = [...new Set(connections.flatMap(originsOf))];
  const isOfCloud = origins.some((origin) => /\.qlikcloud(gov)?\.com$/.test(origin));
  const qlik = [...origins, ...(isOfCloud ? [CONTENT_NETWORK] : [])];
  const sockets = origins.map((origin) => origin.replace(/^http/, 'ws'));
  const sources = (...parts: readonly string[]) => parts.join(' ');
  return [
    "default-src 'none'",
    `script-src ${sources("'self'", ...qlik)}`,
    `style-src ${sources("'self'", "'unsafe-inline'", ...qlik)}`,
    `connect-src ${sources("'self'", ...qlik, ...sockets)}`,
    `img-src ${sources("'self'", 'data:', 'blob:', ...qlik)}`,
    `font-src ${sources("'self'", 'data:', ...qlik)}`,
    "worker-src 'self' blob:",
    `frame-src ${sources("'self'", ...origins)}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** The other servers that a connection needs: its host, and that of its Qlik script. */
function originsOf(connection: unknown): readonly string[] {
  if (!isRecord(connection)) return [];
  const { host, runtime } = connection;
  return [host, isRecord(runtime) ? runtime['url'] : undefined]
    .map((address) =>
      typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : undefined,
    )
    .filter((origin) => origin !== undefined && PLAIN_ORIGIN.test(origin))
    .map(String);
}
