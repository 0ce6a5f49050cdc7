import type { CheckResult } from './report/report';
import { failed, type Finding, passed, skipped } from './check-results';
import { readToken, timeOf, type TokenContents } from './token-contents';

/** The use of a token, which determines its required claims. */
type TokenUse = 'access' | 'cloud-jwt' | 'virtual-proxy-jwt';

/** A token before its use. */
export interface TokenFacts {
  readonly use: TokenUse;
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Source: qlik.dev, "Create signed tokens for JWT authorization". */
const CLOUD_AUDIENCE = 'qlik.api/login/jwt-session';
const CLOUD_TEXTS = ['iss', 'sub', 'name', 'email', 'jti'];
const MAX_LIFETIME_MS = 3_600_000;
const CLOUD_ALGORITHMS = /^(RS|PS|ES)(256|384|512)$/;
/** Source: Qlik's help, "JWT authentication": signed with RSA, and not encrypted. */
const PROXY_ALGORITHMS = /^RS(256|384|512)$/;
/** Clock skew that servers tolerate. */
const TOLERANCE_MS = 5_000;

/** Claims whose values the report shows; it lists the others by name. */
const SHOWN_CLAIMS = [
  'iss',
  'aud',
  'sub',
  'subType',
  'exp',
  'nbf',
  'iat',
  'scope',
  'userId',
  'userDirectory',
];

/** Checks the claims of a token. */
export function checkToken({ use, token, now }: TokenFacts): CheckResult {
  if (token === undefined) return skipped('Calls of this connection send no token.');
  const contents = readToken(token);
  if (!contents) {
    if (use === 'access') return passed('The token is opaque: only Qlik can read it.');
    return failed({
      causeId: 'token-claims',
      cause: 'The backend does not return a JWT.',
      remedy: 'Check the key and the algorithm of the connection in the backend’s secrets file.',
    });
  }
  const seen = describeToken(contents, now);
  const { claims } = contents;
  const [expires, notBefore] = [timeOf(claims, 'exp'), timeOf(claims, 'nbf')];
  if (expires !== undefined && expires <= now - TOLERANCE_MS) {
    return failed(
      {
        causeId: 'token-expired',
        cause: `The token expired at ${iso(expires)}.`,
        remedy:
          use === 'access'
            ? 'Sign in again. If a new token is expired as well, the clock of this device is ahead: synchronize it with a time server (NTP).'
            : 'Synchronize the clocks of the backend’s server and of this device with a time server (NTP).',
      },
      ...seen,
    );
  }
  if (notBefore !== undefined && notBefore > now + TOLERANCE_MS) {
    return failed(
      {
        causeId: 'token-early',
        cause: `The token is not valid before ${iso(notBefore)}.`,
        remedy: 'Synchronize the clocks of the signing server and of this device with a time server (NTP).',
      },
      ...seen,
    );
  }
  const wrong = use === 'access' ? [] : findWrongClaims(contents, use);
  if (wrong.length > 0) return failed(claimsWrong(wrong, use), ...seen);
  return passed(...seen);
}

function claimsWrong(wrong: readonly string[], use: TokenUse): Finding {
  return {
    causeId: 'token-claims',
    cause: `Qlik refuses this JWT: ${wrong.join('; ')}.`,
    remedy:
      use === 'cloud-jwt'
        ? 'Correct the connection in the backend’s secrets file: issuer and key id are those of the JWT identity provider (Management Console > Identity providers). `npm run credentials -- check cloud` explains each claim.'
        : 'Correct the connection in the backend’s secrets file: the names of the claims for user id and directory are those of the virtual proxy (Management console > Virtual proxies > Authentication). `npm run credentials -- check virtual-proxy` explains each claim.',
  };
}

function findWrongClaims({ header, claims }: TokenContents, use: TokenUse): readonly string[] {
  const { alg, kid } = header;
  const wrong: string[] = [];
  const algorithms = use === 'cloud-jwt' ? CLOUD_ALGORITHMS : PROXY_ALGORITHMS;
  if (typeof alg !== 'string' || !algorithms.test(alg)) wrong.push(`its algorithm is ${String(alg)}`);
  if (use !== 'cloud-jwt') return wrong;
  if (typeof kid !== 'string') wrong.push('“kid” is missing in its header');
  for (const name of CLOUD_TEXTS) {
    if (typeof claims[name] !== 'string' || claims[name] === '') wrong.push(`“${name}” is missing`);
  }
  if (![claims['aud']].flat().includes(CLOUD_AUDIENCE)) wrong.push(`“aud” must be ${CLOUD_AUDIENCE}`);
  if (claims['subType'] !== 'user') wrong.push('“subType” must be “user”');
  if (claims['email_verified'] !== true) wrong.push('“email_verified” must be true');
  const [expires, notBefore] = [timeOf(claims, 'exp'), timeOf(claims, 'nbf')];
  for (const name of ['iat', 'nbf', 'exp'])
    if (timeOf(claims, name) === undefined) wrong.push(`“${name}” is missing`);
  if (expires !== undefined && notBefore !== undefined && expires - notBefore > MAX_LIFETIME_MS) {
    wrong.push('its lifetime is more than an hour');
  }
  return wrong;
}

function describeToken({ header, claims }: TokenContents, now: number): readonly string[] {
  const shown = SHOWN_CLAIMS.filter((name) => Object.hasOwn(claims, name)).map(
    (name) => `${name}: ${valueOf(name, claims)}`,
  );
  const others = Object.keys(claims).filter((name) => !SHOWN_CLAIMS.includes(name));
  const expires = timeOf(claims, 'exp');
  return [
    `JWT, ${String(header['alg'])}`,
    ...shown,
    ...(others.length === 0 ? [] : [`further claims: ${others.join(', ')}`]),
    ...(expires === undefined ? [] : [`expires in ${Math.round((expires - now) / 1000)} s`]),
  ];
}

function valueOf(name: string, claims: Readonly<Record<string, unknown>>): string {
  if (['exp', 'nbf', 'iat'].includes(name)) {
    const time = timeOf(claims, name);
    return time === undefined ? 'no number' : iso(time);
  }
  const value: unknown = claims[name];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function iso(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString();
}
