import type { IncomingHttpHeaders } from 'node:http';
import { verifyJwt } from '../jwt/jwt-verifier.ts';
import type { Accounts } from '../users/accounts.ts';
import { type QlikUser, type UserAttribute, userKey } from '../users/qlik-user.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import { readUserHeader } from './header-identity.ts';
import type { ProxySession, ProxySessions } from './proxy-sessions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { VirtualProxy } from './virtual-proxy.ts';
import { queryValue } from './xrfkey.ts';

/** The kind of credential that authenticated a request. */
export type CredentialKind = 'session' | 'ticket' | 'header' | 'jwt' | 'anonymous' | 'windows' | 'form';

/** The result of authentication. */
export type Outcome =
  | {
      readonly state: 'authenticated';
      readonly proxySession: ProxySession;
      readonly credential: CredentialKind;
      /** True when this request started the session; its answer sets the cookie. */
      readonly isNew: boolean;
    }
  | { readonly state: 'refused'; readonly status: 401 | 403; readonly reason: string }
  /** No session; with the reason for refusing a credential, if there was one. */
  | { readonly state: 'unknown'; readonly reason: string | undefined };

/** The parts of a request that authentication reads, for HTTP calls and WebSocket handshakes. */
export interface AuthenticationRequest {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Qlik's message for a user whom an administrator set to inactive. */
const INACTIVE_USER = 'Your account is inactive. Contact your administrator to activate it.';

interface Parts {
  readonly accounts: Accounts;
  readonly sessions: ProxySessions;
  readonly tickets: TicketStore;
  readonly cookie: SessionCookie;
  readonly now: () => number;
}

/** Authenticates requests, in the proxy's order of credentials. */
export class Authentication {
  constructor(private readonly parts: Parts) {}

  async identify(proxy: VirtualProxy, request: AuthenticationRequest): Promise<Outcome> {
    const { authentication } = proxy;
    if (authentication.method === 'header') {
      return this.#byHeader(proxy, request);
    }
    if (authentication.method === 'jwt') {
      const outcome = await this.#byJwt(proxy, request);
      if (outcome !== undefined) {
        return outcome;
      }
    }
    const ticket = this.#byTicket(proxy, request);
    if (ticket?.state === 'authenticated' || ticket?.state === 'refused') {
      return ticket;
    }
    const proxySession = this.#current(proxy, request);
    const wantsName =
      proxy.anonymousAccess === 'allow' &&
      queryValue(request.url, 'forceauthentication')?.toLowerCase() === 'yes';
    if (proxySession !== undefined && !(wantsName && proxySession.user.isAnonymous)) {
      this.parts.sessions.touch(proxySession);
      return { state: 'authenticated', proxySession, credential: 'session', isNew: false };
    }
    const isAnonymousAllowed =
      proxy.anonymousAccess === 'always' ||
      (proxy.anonymousAccess === 'allow' && ticket === undefined && !wantsName);
    if (isAnonymousAllowed) {
      return this.begin(proxy, this.parts.accounts.anonymous(), { credential: 'anonymous' });
    }
    return ticket ?? { state: 'unknown', reason: undefined };
  }

  /** Returns the session of the cookie; never starts one. */
  current(proxy: VirtualProxy, request: Pick<AuthenticationRequest, 'headers'>): ProxySession | undefined {
    return this.#current(proxy, request);
  }

  /** Starts a session for an authenticated user, unless the user is inactive. */
  begin(
    proxy: VirtualProxy,
    user: QlikUser,
    how: { readonly credential: CredentialKind; readonly attributes?: readonly UserAttribute[] },
  ): Outcome {
    if (!this.parts.accounts.isActive(user)) {
      return { state: 'refused', status: 403, reason: INACTIVE_USER };
    }
    const proxySession = this.parts.sessions.begin(proxy, user, how.attributes ?? []);
    return { state: 'authenticated', proxySession, credential: how.credential, isNew: true };
  }

  /** Every request needs the header: a cookie alone does not authenticate. */
  #byHeader(proxy: VirtualProxy, request: AuthenticationRequest): Outcome {
    if (proxy.authentication.method !== 'header') {
      return { state: 'unknown', reason: undefined };
    }
    const { headerName } = proxy.authentication;
    const result = readUserHeader(proxy.authentication, request.headers[headerName.toLowerCase()]);
    if (result === undefined) {
      return { state: 'refused', status: 401, reason: `The header ${headerName} is missing.` };
    }
    if ('refusal' in result) {
      return { state: 'refused', status: 401, reason: result.refusal };
    }
    const user = this.parts.accounts.resolve(result.userDirectory, result.userId);
    return this.#continueOrBegin(proxy, request, { user, credential: 'header', attributes: [] });
  }

  /** @returns undefined when the request has no bearer token; its session is used instead. */
  async #byJwt(proxy: VirtualProxy, request: AuthenticationRequest): Promise<Outcome | undefined> {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
    if (proxy.authentication.method !== 'jwt' || token === undefined) {
      return undefined;
    }
    const result = await verifyJwt(proxy.authentication, token, this.parts.now());
    if ('refusal' in result) {
      return { state: 'refused', status: 401, reason: result.refusal };
    }
    const { userDirectory, userId, attributes } = result.identity;
    const user = this.parts.accounts.resolve(userDirectory, userId);
    return this.#continueOrBegin(proxy, request, { user, credential: 'jwt', attributes });
  }

  /** A user other than the session's gets a new session. */
  #continueOrBegin(
    proxy: VirtualProxy,
    request: AuthenticationRequest,
    proof: {
      readonly user: QlikUser;
      readonly credential: CredentialKind;
      readonly attributes: readonly UserAttribute[];
    },
  ): Outcome {
    const proxySession = this.#current(proxy, request);
    if (proxySession !== undefined && userKey(proxySession.user) === userKey(proof.user)) {
      this.parts.sessions.touch(proxySession);
      return { state: 'authenticated', proxySession, credential: proof.credential, isNew: false };
    }
    return this.begin(proxy, proof.user, proof);
  }

  /** A ticket is accepted on GET requests only. Source: Qlik's help, "Authentication API": the first request must be a GET. */
  #byTicket(proxy: VirtualProxy, request: AuthenticationRequest): Outcome | undefined {
    const id = queryValue(request.url, 'qlikTicket') ?? queryValue(request.url, 'X-Qlik-Ticket');
    if (id === undefined || request.method !== 'GET') {
      return undefined;
    }
    const redemption = this.parts.tickets.redeem(proxy, id);
    if ('refusal' in redemption) {
      return { state: 'unknown', reason: redemption.refusal };
    }
    const { user, attributes } = redemption.ticket;
    return this.begin(proxy, user, { credential: 'ticket', attributes });
  }

  #current(proxy: VirtualProxy, request: Pick<AuthenticationRequest, 'headers'>): ProxySession | undefined {
    const id = this.parts.cookie.read(proxy, request.headers.cookie);
    return id === undefined ? undefined : this.parts.sessions.find(proxy, id);
  }
}
