import type { FaultMatch, StatusEffect } from './fault-rule.ts';
import type { Platform } from './faulty-server.ts';
import type { Preset } from './preset.ts';

const BOTH: readonly Platform[] = ['cloud', 'client-managed'];
/** A reserved host name (RFC 2606). */
const FOREIGN_ORIGIN = 'https://foreign.example';

/** The match for an application's REST calls. */
function api(platform: Platform): FaultMatch {
  return { path: platform === 'cloud' ? '/api/v1' : ['**/qrs/**', '**/api/hub/**', '**/qps/user'] };
}

/** The match for calls that issue credentials. */
function tokens(platform: Platform): FaultMatch {
  return platform === 'cloud'
    ? { path: ['/oauth/token', '/oauth/token/anonymous-embed', '/login/jwt-session'], method: 'POST' }
    : { path: '/qps/**', method: 'POST' };
}

/** The answer to an unauthenticated call. The proxy of a real client-managed server sends a short text. */
function refused(platform: Platform): StatusEffect {
  return platform === 'cloud'
    ? { type: 'status', status: 401, headers: { 'www-authenticate': 'Bearer' } }
    : { type: 'status', status: 401, body: 'Unauthorized' };
}

/** Presets of credentials and of answers over HTTP. */
export function answerPresets(signInPage: string): readonly Preset[] {
  return [
    {
      id: 'csrf-stale',
      title: 'CSRF tokens are stale',
      description:
        'The next change or socket by cookie is refused (403) and works after a new token. Once, now.',
      group: 'Credentials',
      platforms: BOTH,
      act: (server) => server.makeCsrfTokensStale(),
    },
    {
      id: 'csrf-refused',
      title: 'CSRF tokens are always refused',
      description:
        'No change by REST succeeds: 403 with the code CSRF-TOKEN-2, for any token. Until cleared.',
      group: 'Credentials',
      platforms: ['cloud'],
      faults: () =>
        ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
          match: { path: '/api/v1', method },
          effect: {
            type: 'status',
            status: 403,
            body: {
              code: 'CSRF-TOKEN-2',
              title: 'Forbidden',
              errors: [{ code: 'CSRF-TOKEN-2', title: 'Forbidden', status: '403' }],
            },
          },
        })),
    },
    {
      id: 'token-refused-once',
      title: 'Credential refused once',
      description: 'No visible effect: the application renews its credential and repeats the call. One call.',
      group: 'Credentials',
      platforms: BOTH,
      faults: (platform) => [{ match: api(platform), count: 1, effect: refused(platform) }],
    },
    {
      id: 'token-refused-always',
      title: 'Credential always refused',
      description: 'The application asks to sign in again, and stops its retries. Until cleared.',
      group: 'Credentials',
      platforms: BOTH,
      faults: (platform) => [{ match: api(platform), effect: refused(platform) }],
    },
    {
      id: 'tokens-expired',
      title: 'Access tokens have expired',
      description: 'No visible effect with renewable tokens; otherwise a sign-in. Once, now.',
      group: 'Credentials',
      platforms: ['cloud'],
      act: (server) => void server.expireTokens({}),
    },
    {
      id: 'session-expired',
      title: 'All users are signed out',
      description:
        'Sessions, access and refresh tokens have ended: the application asks to sign in again. Once, now.',
      group: 'Credentials',
      platforms: BOTH,
      act: (server) => void server.expireTokens({ refreshTokens: true, sessions: true }),
    },
    {
      id: 'sign-in-unavailable',
      title: 'No new credentials',
      description:
        'New tokens, JWT sessions and tickets are refused (503); existing ones stay valid. Until cleared.',
      group: 'Credentials',
      platforms: BOTH,
      faults: (platform) => [{ match: tokens(platform), effect: { type: 'status', status: 503 } }],
    },
    {
      id: 'sign-in-coop',
      title: 'Sign-in window loses its opener',
      description:
        'A sign-in window looks closed to the application (Cross-Origin-Opener-Policy) but still works. Until cleared.',
      group: 'Credentials',
      platforms: ['cloud'],
      faults: () => [
        {
          match: { path: ['/login', '/oauth/authorize', '/oauth/consent'] },
          effect: { type: 'set-headers', headers: { 'Cross-Origin-Opener-Policy': 'same-origin' } },
        },
      ],
    },
    {
      id: 'issuer-alias',
      title: 'Another issuer in answers',
      description: `The tenant answers sign-ins as ${FOREIGN_ORIGIN} (iss, RFC 9207): refused, unless the connection lists that name. Until cleared.`,
      group: 'Credentials',
      platforms: ['cloud'],
      faults: () => [
        {
          match: { path: ['/login', '/oauth/authorize', '/oauth/consent'] },
          effect: { type: 'rewrite-redirect', parameters: { iss: FOREIGN_ORIGIN } },
        },
      ],
    },
    {
      id: 'rate-limited-seconds',
      title: 'Rate limit, seconds',
      description: 'Two calls are refused (429) with Retry-After: 2; the application waits and shows it.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [
        {
          match: api(platform),
          count: 2,
          effect: { type: 'status', status: 429, retryAfter: { seconds: 2, as: 'seconds' } },
        },
      ],
    },
    {
      id: 'rate-limited-date',
      title: 'Rate limit, date',
      description: 'The same with a date in two seconds.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [
        {
          match: api(platform),
          count: 2,
          effect: { type: 'status', status: 429, retryAfter: { seconds: 2, as: 'date' } },
        },
      ],
    },
    {
      id: 'unavailable-briefly',
      title: 'Unavailable for a moment',
      description: 'Two calls are refused (503) with Retry-After: 2.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [
        {
          match: api(platform),
          count: 2,
          effect: { type: 'status', status: 503, retryAfter: { seconds: 2, as: 'seconds' } },
        },
      ],
    },
    {
      id: 'unavailable',
      title: 'Unavailable',
      description: 'Every REST call is refused (503). Until cleared.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [{ match: api(platform), effect: { type: 'status', status: 503 } }],
    },
    {
      id: 'cut-off',
      title: 'Answer breaks off',
      description: 'One answer ends halfway; a retry succeeds.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [
        { match: { ...api(platform), method: 'GET' }, count: 1, effect: { type: 'cut-off' } },
      ],
    },
    {
      id: 'html-answer',
      title: 'A sign-in page in place of data',
      description: 'REST calls get HTML with status 200, as from a proxy in between. Until cleared.',
      group: 'Answers',
      platforms: BOTH,
      faults: (platform) => [
        {
          match: { ...api(platform), method: 'GET' },
          effect: {
            type: 'replace-body',
            status: 200,
            contentType: 'text/html; charset=utf-8',
            body: signInPage,
          },
        },
      ],
    },
    {
      id: 'foreign-next-link',
      title: 'Next page on another host',
      description: `The link to the next page leads to ${FOREIGN_ORIGIN}, which must get no credential. Until cleared.`,
      group: 'Answers',
      platforms: ['cloud'],
      faults: (platform) => [
        {
          match: { ...api(platform), method: 'GET' },
          effect: { type: 'rewrite-next', origin: FOREIGN_ORIGIN },
        },
      ],
    },
    {
      id: 'cors-blocked',
      title: 'Blocked by CORS',
      description: 'Pages of other origins may read no answer of this host. Until cleared.',
      group: 'Answers',
      platforms: BOTH,
      faults: () => [{ effect: { type: 'no-cors' } }],
    },
  ];
}
