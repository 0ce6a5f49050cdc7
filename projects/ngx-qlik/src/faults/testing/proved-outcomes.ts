import type { BuiltInAuthType } from 'ngx-qlik/auth-types';

/** What happens to auth types under a fault, as a spec proves it. */
export interface ProvedOutcome {
  /** As `docs/faults.md` says it. */
  readonly outcome: string;
  readonly types: readonly BuiltInAuthType[];
  /** For types that the backend relays: the specs that prove its part, as file and title. */
  readonly backend?: Readonly<Partial<Record<BuiltInAuthType, readonly string[]>>>;
}

/** They leave the page for a sign-in. */
const BY_REDIRECT = ['oauth2-web', 'cookie', 'windows'] as const;
const SILENT = ['anonymous', 'header', 'jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const;
const ALL = [...BY_REDIRECT, ...SILENT] as const;
const CLOUD = ['oauth2-web', 'cookie', 'anonymous'] as const;
const CLIENT_MANAGED = ['windows', 'header', 'jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const;
const BY_BACKEND = ['oauth2-web', 'header'] as const;
/** The page itself calls Qlik. */
const DIRECT = ['cookie', 'windows', 'anonymous', 'jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const;
/** A virtual proxy shows pages of other origins no `Retry-After`. */
const BY_PROXY = ['windows', 'jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const;
const WITH_RETRY_AFTER = ['oauth2-web', 'cookie', 'anonymous', 'header'] as const;
const WITH_CSRF_TOKEN = ['cookie', ...BY_PROXY] as const;
/** Their session is gone with the server's, until the user signs in. */
const BY_SERVERS_SESSION = ['cookie', 'windows'] as const;
const RENEWING = ['oauth2-web', ...SILENT] as const;

const WEB = 'packages/backend/qlik/web-sign-in.spec.ts';
const RELAY = 'packages/backend/relay/relay.spec.ts';
const RENEWS_FOR_ALL = `${WEB} › renews an expiring token once for all waiting calls`;
const RENEWS_AFTER_REFUSAL = `${WEB} › renews after a refusal, and asks the user when it cannot`;
const BEGINS_ANEW =
  'packages/backend/conformance/sandbox.spec.ts › header: begins a new session when Qlik has ended the old one, for calls and for sockets';
const REPORTS_CUT_OFF = `${RELAY} › reports when Qlik is unreachable, silent or cut off`;
const REPORTS_SOCKET = `${RELAY} › reports the status with which Qlik refused a WebSocket, and authenticates anew the next time`;

const RENEWAL_BY_BACKEND = { 'oauth2-web': [RENEWS_AFTER_REFUSAL], header: [BEGINS_ANEW] } as const;
const RENEWALS_BY_BACKEND = { 'oauth2-web': [RENEWS_FOR_ALL], header: [BEGINS_ANEW] } as const;
const BROKEN_BY_BACKEND = { 'oauth2-web': [REPORTS_CUT_OFF], header: [REPORTS_CUT_OFF] } as const;
const SOCKETS_BY_BACKEND = { 'oauth2-web': [REPORTS_SOCKET], header: [REPORTS_SOCKET] } as const;

const TRIES_ON =
  'reported with the number of attempts; continues automatically, or sooner at a click, with its selections';
const CONTINUES = 'reported; continues automatically with its selections';
const COUNTDOWN = 'reported with a countdown; continues automatically';
const WITHOUT_COUNTDOWN =
  'tries four times, reported (http-rate-limited); continues at a click: the virtual proxy does not expose Retry-After to other origins';

/**
 * What faults do to the auth types that no browser test shows under them: `faults.spec.ts` proves each of these with the strategy of the type, in the
 * words of `docs/faults.md`. The browser tests show another type of the same mechanism: an access token, a session's cookie at Qlik Cloud or at a
 * virtual proxy, the relay of the backend.
 */
export const PROVED_OUTCOMES = {
  'runtime script 404': {
    reported: {
      outcome: 'reported (runtime-unreachable) if no host serves the script; continues at a click',
      types: ALL,
    },
  },
  'runtime script never answers': {
    another: { outcome: 'no visible effect: uses the script of another connection’s host', types: ALL },
  },
  'runtime blocked by CSP': {
    reported: {
      outcome:
        'reported (runtime-unreachable), with the policy as the cause; a page cannot change its policy',
      types: DIRECT,
    },
  },
  'backend down, then up': {
    unaffected: { outcome: 'no visible effect: its session or token remains valid', types: DIRECT },
    reported: {
      outcome:
        'reported (http-unreachable); the backend’s sessions are lost, so it continues after a new sign-in to the application',
      types: BY_BACKEND,
    },
  },
  'backend slow': {
    waits: { outcome: 'shows the data it has, then the new data', types: ALL },
  },
  'token refused once': {
    renews: {
      outcome: 'no visible effect: renews the token and repeats the call',
      types: ALL,
      backend: RENEWAL_BY_BACKEND,
    },
  },
  'token refused always': {
    endsForUser: {
      outcome:
        'the sign-in ends once, reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
      types: BY_REDIRECT,
    },
    ends: {
      outcome:
        'the sign-in ends once, reported (credential-refused); continues at a click, with its selections if the server still has them',
      types: SILENT,
    },
  },
  'token expires in mid-session with 20 calls in flight': {
    renewsOnce: {
      outcome: 'no visible effect: one token renewal for all calls',
      types: RENEWING,
      backend: RENEWALS_BY_BACKEND,
    },
    fails: {
      outcome:
        'all calls fail, reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
      types: BY_SERVERS_SESSION,
    },
  },
  "the WebSocket's own token refused": {
    triesOn: { outcome: TRIES_ON, types: ALL, backend: SOCKETS_BY_BACKEND },
  },
  'CSRF token stale': {
    fetchesAnother: {
      outcome: 'no visible effect: fetches another CSRF token and opens its socket again',
      types: WITH_CSRF_TOKEN,
    },
  },
  '429 with Retry-After in seconds': {
    countsDown: { outcome: COUNTDOWN, types: WITH_RETRY_AFTER },
    reported: { outcome: WITHOUT_COUNTDOWN, types: BY_PROXY },
  },
  '429 with Retry-After as a date': {
    countsDown: { outcome: COUNTDOWN, types: WITH_RETRY_AFTER },
    reported: { outcome: WITHOUT_COUNTDOWN, types: BY_PROXY },
  },
  '503': {
    reported: {
      outcome: 'tries four times, reported (http-server-error); continues at a click',
      types: ALL,
    },
  },
  'response cut off half-way': {
    reported: {
      outcome: 'once: no visible effect; repeatedly: reported (http-unreachable); continues at a click',
      types: DIRECT,
    },
    reportedByBackend: {
      outcome:
        'once: no visible effect; repeatedly: reported by the backend (http-server-error); continues at a click',
      types: BY_BACKEND,
      backend: BROKEN_BY_BACKEND,
    },
  },
  'next-page link that points to another host': {
    refused: {
      outcome: 'does not follow the link, reported (http-foreign-link); keeps the first page',
      types: ['oauth2-impersonation', 'oauth2-web', 'cookie', 'apikey'],
    },
  },
  'session expired on the server': {
    reported: {
      outcome:
        'reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
      types: BY_REDIRECT,
    },
    continues: { outcome: 'continues automatically or at one click', types: SILENT },
  },
  'WebSocket refused with 403': {
    triesOn: { outcome: TRIES_ON, types: ALL, backend: SOCKETS_BY_BACKEND },
  },
  'WebSocket closed with 1006': { continues: { outcome: CONTINUES, types: ALL } },
  'WebSocket closed with 4001': {
    suspended: {
      outcome: 'reported as suspended for inactivity; continues at a click with its selections',
      types: ALL,
    },
  },
  'WebSocket closed with 4003': { continues: { outcome: CONTINUES, types: ALL } },
  'WebSocket closed with 4204': {
    failed: { outcome: 'reported (app-not-found); continues at a click with its selections', types: ALL },
  },
  'WebSocket closed with 4240': { triesOn: { outcome: TRIES_ON, types: ALL } },
  'engine restarts': {
    selectsAgain: { outcome: 'reported; repeats its selections automatically and lists them', types: ALL },
  },
  'laptop asleep for an hour': {
    renews: {
      outcome: 'no visible effect: renews the token after waking up',
      types: RENEWING,
      backend: RENEWAL_BY_BACKEND,
    },
    reported: {
      outcome: 'reported that the sign-in has ended; continues after a new one',
      types: BY_SERVERS_SESSION,
    },
  },
  'offline, then online': {
    continues: {
      outcome:
        'reported; continues automatically, and so does the connection to the other tenant, which was offline as well',
      types: ALL,
    },
  },
  'sign-out in another tab': {
    followsForUser: { outcome: 'signs out as well; continues after a new sign-in', types: BY_REDIRECT },
    follows: { outcome: 'signs out as well; continues at a click', types: SILENT },
  },
  'user switch without reload': {
    follows: {
      outcome: 'switches to the next user of the application automatically, and shows nothing of the first',
      types: ['header', 'jwt-virtual-proxy'],
    },
  },
  'two tenants with the same client id': {
    separate: {
      outcome: 'each tenant has its own lists and sign-out, also after a reload',
      types: ['cookie', 'anonymous'],
    },
  },
  'max sessions reached': {
    suspended: {
      outcome: 'reported (session-suspended); continues at a click with its selections',
      types: CLOUD,
    },
  },
  'one connection failing all of the above while another works on undisturbed': {
    fails: {
      outcome: 'fails in all of these ways in turn; continues at a click or after a new sign-in',
      types: CLIENT_MANAGED,
    },
    unaffected: { outcome: 'is not affected', types: CLOUD },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ProvedOutcome>>>>;

/** A fault that specs prove for some auth types. */
export type ProvedFault = keyof typeof PROVED_OUTCOMES;
