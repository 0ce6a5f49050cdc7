import { UsageError } from './usage-error.ts';

export const USAGE = `Usage: ngx-qlik-backend [--help | --version]      (in its repository: npm run serve)

Keeps the secrets that pages with Qlik must not have, gives pages short-lived credentials, and relays REST and WebSockets to Qlik.
It is set up by environment variables:

Server
  PORT                     where it listens, default 3000; 0 for any free port
  HOST                     the address to listen on, default localhost; 0.0.0.0 in a container
  BASE_PATH                the path below which everything is, such as /analytics
  STATIC_ROOT              the folder of the built application; empty for none
  CONNECTIONS_FILE         the file that pages get as /connections.json; default: the one in STATIC_ROOT
  TRUST_PROXY              the addresses of the proxies in front, such as 10.0.0.0/8,loopback
  LOG_LEVEL                fatal, error, warn, info (default), debug, trace or silent
  METRICS_PORT             serves GET /metrics for Prometheus on a port of its own
  METRICS_HOST             the address for it, default localhost
  MAX_CONNECTIONS          open connections, default 4096
  REQUEST_LIMIT_SECONDS    for a request to arrive, default 30
  STOP_DELAY_SECONDS       from SIGTERM to the closing of the port, default 0
  STOP_LIMIT_SECONDS       from the closing of the port to the end, default 10

Secrets and users
  QLIK_BACKEND_CONFIG      the secrets file; without it, files are served and all that follows is not read
  PUBLIC_URL               the address of the application as browsers see it; needed unless HOST is this machine only
  SIGN_IN_PATH             where pages send a signed-out user, with USER_HEADER or USER_JWT_ISSUER

  Who signs users in, one of these:
  DEMO_USERS               true: each browser chooses a user; on localhost only
  OIDC_ISSUER              an OpenID Connect provider
  OIDC_CLIENT_ID           this application there; redirect address <PUBLIC_URL>/app/sign-in/callback
  OIDC_CLIENT_SECRET       its secret, or OIDC_CLIENT_SECRET_FILE
  OIDC_SCOPE               default: openid profile email
  OIDC_USER_CLAIM          the claim that is the user's id, default sub
  OIDC_GROUPS_CLAIM        the claim with the groups, default groups
  OIDC_TRUST_EMAIL         true: the provider verifies every address, although it does not say so
  USER_HEADER              a proxy in front: the header with the user's id; needs TRUST_PROXY
  USER_NAME_HEADER         the header with the name
  USER_EMAIL_HEADER        the header with the e-mail address
  USER_EMAIL_VERIFIED      true: the proxy vouches for the addresses
  USER_GROUPS_HEADER       the header with the groups, separated by commas
  USER_JWT_ISSUER          your application, by JWTs: their iss
  USER_JWT_AUDIENCE        their aud
  USER_JWT_KEYS            the address of their keys (JWKS), or a file with a public key (PEM)
  USER_JWT_COOKIE          the cookie with the JWT; default: the header Authorization
  USER_JWT_CLAIM           the claim that is the user's id, default sub
  USER_JWT_GROUPS_CLAIM    the claim with the groups, default groups

Sessions, several instances, limits
  SESSION_SECRET           32 characters or more, or SESSION_SECRET_FILE; needed with Redis
  SESSION_HOURS            a session's life after its last request, default 8
  SESSION_MAX_HOURS        a session's life after its sign-in, default 12
  REDIS_URL                sessions, tokens and limits shared by several instances
  REDIS_CA_FILE            PEM of the authority of Redis's certificate
  OPERATOR_TOKEN           lets an operator end a user's sessions, or OPERATOR_TOKEN_FILE
  RATE_LIMIT_PER_MINUTE    requests per user, or per address before sign-in, default 1200
  UPGRADES_PER_MINUTE      WebSocket handshakes per user and per address, default 600
  SOCKETS_PER_USER         open WebSockets of one user, default 50
  SOCKET_IDLE_MINUTES      a WebSocket without a message ends after this, default 120

  --help                   this text
  --version                the version
`;

const COMMANDS: ReadonlyMap<string, 'help' | 'version'> = new Map([
  ['--help', 'help'],
  ['-h', 'help'],
  ['--version', 'version'],
  ['-v', 'version'],
]);

/** Returns what the program is to do. @throws {UsageError} */
export function readCommand(args: readonly string[]): 'serve' | 'help' | 'version' {
  const wrong = args.find((given) => !COMMANDS.has(given));
  if (wrong !== undefined) {
    // A value may be a secret.
    const [, option] = /^(--?[A-Za-z][\w-]*)/.exec(wrong) ?? [];
    throw new UsageError(
      `${option === undefined ? 'The backend takes no arguments.' : `Unknown option ${option}.`} ` +
        'It is set up by environment variables, such as PORT; --help lists them.',
    );
  }
  return COMMANDS.get(args[0] ?? '') ?? 'serve';
}
