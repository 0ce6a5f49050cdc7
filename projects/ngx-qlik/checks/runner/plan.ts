import type { QlikConnection } from 'ngx-qlik';
import { factsOfConnection } from '../connection-facts';
import type { CheckId } from '../report/report';

/** Where the checks run. A page and the command line can check different things. */
export type Place = 'page' | 'command-line';

/** A check of a connection before it runs. */
export interface PlannedCheck {
  readonly id: CheckId;
  readonly title: string;
  readonly dependsOn: readonly CheckId[];
}

const TITLES: Readonly<Record<CheckId, string>> = {
  configuration: 'Configuration',
  online: 'Network of this device',
  dns: 'Name of the host (DNS)',
  tls: 'Certificate of the host (TLS)',
  host: 'Host can be reached',
  platform: 'Platform is as configured',
  cors: 'Host lets this page read its answers (CORS)',
  backend: 'Backend of the application',
  token: 'Token and its claims',
  clock: 'Clocks agree',
  cookies: 'Cookies of the host',
  'sign-in': 'Sign-in',
  csrf: 'CSRF token',
  rest: 'REST call: who am I',
  'rate-limits': 'Rate limits',
  runtime: 'Script of Qlik (main.js)',
  socket: 'WebSocket opens',
  engine: 'Engine answers',
  app: 'App opens',
  hypercube: 'First hypercube',
};

/**
 * Returns the checks of a connection in the order of their dependencies: the first failure is the cause of the later ones.
 *
 * @param site origin of the application
 */
export function planChecks(
  connection: QlikConnection,
  { site, place }: { readonly site: string; readonly place: Place },
): readonly PlannedCheck[] {
  const facts = factsOfConnection(connection, site);
  const isPage = place === 'page';
  const row = (id: CheckId, dependsOn: readonly CheckId[], isWanted = true): Row => ({
    id,
    dependsOn,
    isWanted,
  });
  // A JWT for a sign-in is checked before the sign-in, an access token after it.
  const token = facts.usesJwt
    ? row('token', ['backend'])
    : row('token', ['sign-in'], facts.usesToken || !isPage);
  const clock = row('clock', ['host']);
  const rows = [
    row('configuration', []),
    row('online', ['configuration'], isPage),
    row('dns', ['configuration'], !isPage),
    row('tls', ['dns'], !isPage && connection.host.startsWith('https:')),
    row('host', ['configuration', 'online', 'dns', 'tls']),
    row('platform', ['host']),
    row('cors', ['host', 'platform'], facts.makesCalls),
    row('backend', ['configuration', 'online'], facts.usesBackend && isPage),
    ...(facts.usesJwt ? [token, clock] : []),
    row('cookies', ['host', 'cors', 'backend', 'token'], facts.usesCookies),
    row('sign-in', ['host', 'cors', 'backend', 'token', 'cookies']),
    ...(facts.usesJwt ? [] : [token, clock]),
    row('csrf', ['sign-in'], facts.usesCookies),
    row('rest', ['sign-in', 'csrf'], facts.makesCalls),
    row('rate-limits', ['rest'], facts.makesCalls),
    // Virtual proxies and the application's backend serve the script to signed-in users only.
    row('runtime', connection.platform === 'client-managed' || facts.usesBackend ? ['sign-in'] : ['host']),
    row('socket', ['rest', 'rate-limits'], facts.makesCalls),
    row('engine', ['socket'], facts.makesCalls),
    row('app', ['engine'], facts.makesCalls),
    row('hypercube', ['app'], facts.makesCalls),
  ].filter(({ isWanted }) => isWanted);
  const planned = new Set(rows.map(({ id }) => id));
  return rows.map(({ id, dependsOn }) => ({
    id,
    title: TITLES[id],
    dependsOn: dependsOn.filter((each) => planned.has(each)),
  }));
}

interface Row {
  readonly id: CheckId;
  readonly dependsOn: readonly CheckId[];
  readonly isWanted: boolean;
}
