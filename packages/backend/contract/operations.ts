import type { z } from 'zod';
import * as answers from './answers.ts';
import * as bodies from './bodies.ts';

/** One address of the backend, as a page or a backend in another language needs to know it. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** With parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** Default: JSON. */
  readonly bodyType?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The answers that are no refusals, by status; `null`: without a body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  /** The statuses of refusals that a page expects. */
  readonly refusals: readonly number[];
  /** Who calls it. Default: pages of the application, which send their own `Origin`. */
  readonly caller?: 'page' | 'navigation' | 'operator' | 'identity-provider' | 'probe';
}

const RETURN_TO = { returnTo: 'A path of the application to go on at. Default: /.' };
/** Not signed in, not allowed, no such connection, too many requests, and Qlik or the state store cannot be reached. */
const OF_QLIK = [400, 401, 403, 404, 429, 502, 503, 504];

/** A call of a page for a credential of a connection. */
function credential(
  name: string,
  {
    id,
    summary,
    body,
    answer,
  }: Pick<Operation, 'id' | 'summary'> & { readonly body: z.ZodType; readonly answer: z.ZodType },
): Operation {
  const path = `/api/qlik/{connection}/${name}`;
  return { method: 'post', path, id, summary, body, answers: { 200: answer }, refusals: OF_QLIK };
}

/** What the backend answers, except for the relay and the files of the application. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/app/session', id: 'getSession' },
    summary: 'Who is signed in to the application',
    answers: { 200: answers.sessionAnswer },
    refusals: [403, 429, 503],
  },
  {
    ...{ method: 'post', path: '/app/sign-out', id: 'signOut' },
    summary: 'Signs out of the application, and ends what the session has at Qlik',
    body: bodies.signOutBody,
    answers: { 200: answers.signOutAnswer, 204: null },
    refusals: [400, 403, 429, 503],
  },
  {
    ...{ method: 'get', path: '/app/sign-in', id: 'signIn' },
    summary: 'Goes to the sign-in of the application, and comes back',
    query: RETURN_TO,
    answers: { 303: null },
    refusals: [400, 403, 429, 502, 503],
    caller: 'navigation',
  },
  {
    ...{ method: 'get', path: '/app/sign-in/callback', id: 'finishSignIn' },
    summary: 'Where the identity provider sends users back to',
    query: { code: 'Of the provider.', state: 'Of the sign-in that began here.' },
    answers: { 303: null },
    refusals: [400, 401, 403, 429, 502, 503],
    caller: 'navigation',
  },
  {
    ...{ method: 'post', path: '/app/back-channel-logout', id: 'backChannelLogout' },
    summary: 'The identity provider ends sessions (OpenID Connect Back-Channel Logout 1.0)',
    ...{ body: bodies.logoutForm, bodyType: 'application/x-www-form-urlencoded' },
    answers: { 200: null },
    refusals: [400, 429, 502, 503],
    caller: 'identity-provider',
  },
  {
    ...{ method: 'post', path: '/app/users/{user}/end-sessions', id: 'endSessions' },
    summary: 'An operator ends all sessions of a user',
    answers: { 200: answers.endedAnswer },
    refusals: [401, 403, 429, 503],
    caller: 'operator',
  },
  credential('access-token', {
    id: 'getAccessToken',
    summary: 'An access token for the user (oauth2-impersonation)',
    body: bodies.accessTokenBody,
    answer: answers.accessTokenAnswer,
  }),
  credential('jwt', {
    id: 'getJwt',
    summary: 'A JWT for /login/jwt-session of the tenant, a new one each time (jwt)',
    body: bodies.emptyBody,
    answer: answers.jwtAnswer,
  }),
  credential('virtual-proxy-jwt', {
    id: 'getVirtualProxyJwt',
    summary: 'A JWT for a virtual proxy (jwt-virtual-proxy)',
    body: bodies.emptyBody,
    answer: answers.jwtAnswer,
  }),
  credential('ticket', {
    id: 'getTicket',
    summary: 'A ticket for a virtual proxy (ticket)',
    body: bodies.emptyBody,
    answer: answers.ticketAnswer,
  }),
  {
    ...{ method: 'get', path: '/api/qlik/{connection}/session', id: 'getConnectionSession' },
    summary: 'Whether the user is signed in at the connection',
    answers: { 200: answers.connectionSessionAnswer },
    refusals: OF_QLIK,
  },
  {
    ...{ method: 'post', path: '/api/qlik/{connection}/sign-out', id: 'signOutOfConnection' },
    summary: 'Forgets and revokes tokens, ends the session at Qlik, closes WebSockets',
    body: bodies.emptyBody,
    answers: { 204: null },
    refusals: [400, 401, 403, 404, 429, 503],
  },
  {
    ...{ method: 'get', path: '/api/qlik/{connection}/sign-in', id: 'signInToConnection' },
    summary: "Goes to the tenant's sign-in and comes back (oauth2-web)",
    query: RETURN_TO,
    answers: { 303: null },
    refusals: OF_QLIK,
    caller: 'navigation',
  },
  {
    ...{ method: 'get', path: '/api/qlik/{connection}/callback', id: 'finishSignInToConnection' },
    summary: 'Where the tenant sends users back to (oauth2-web, unless redirectPath says otherwise)',
    query: { code: 'Of the tenant.', state: 'Of the sign-in that began here.' },
    answers: { 303: null },
    refusals: OF_QLIK,
    caller: 'navigation',
  },
  {
    ...{ method: 'get', path: '/health/live', id: 'isLive' },
    summary: 'The process answers',
    answers: { 200: answers.healthAnswer },
    refusals: [],
    caller: 'probe',
  },
  {
    ...{ method: 'get', path: '/health/ready', id: 'isReady' },
    summary: 'The backend can do its work; 503 with the reasons when not',
    answers: { 200: answers.healthAnswer, 503: answers.healthAnswer },
    refusals: [],
    caller: 'probe',
  },
];
