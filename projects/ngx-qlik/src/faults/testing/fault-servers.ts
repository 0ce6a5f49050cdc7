import {
  type HttpBackend,
  HttpErrorResponse,
  type HttpEvent,
  HttpHeaders,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { Observable } from 'rxjs';
import { ADA, GRACE, redirected } from '../../auth/testing/fake-proxy';

export const TENANT = 'https://tenant.example';
/** The tenant of the connection that no fault applies to. */
export const OTHER_TENANT = 'https://other.example';
/** The only space of that tenant, and its only token. */
export const OTHER_SPACE = 'Space of the other tenant';
const OTHER_TOKEN = 'token-of-the-other-tenant';
/** A virtual proxy of a client-managed server. */
export const SERVER = 'https://server.example/vp';
/** Where the windows account is asked for. */
const WINDOWS_SIGN_IN = `${SERVER}/internal_windows_authentication/?targetUri=x`;

/** A call as a server receives it. */
export interface ReceivedCall {
  readonly method: string;
  readonly address: URL;
  readonly headers: Headers;
  readonly sendsCookies: boolean;
  readonly form: URLSearchParams;
}

/** What comes back: nothing, an answer that breaks off, or a redirect to a page for users. */
export type FaultAnswer = Response | 'unreachable' | 'cut-off' | 'sign-in-page';

/** What a fault makes of a call; `undefined` where it leaves it alone. */
export type Fault = (call: ReceivedCall) => FaultAnswer | undefined;

/** The lists that a panel requests. */
const LISTS: readonly string[] = ['/api/v1/spaces', '/qrs/stream/full'];

const USERS = { ada: ADA, grace: GRACE } as const;
type User = keyof typeof USERS;

/**
 * A tenant, a virtual proxy and the application's backend, as far as sign-ins, lists and sockets need them; and a second tenant. They answer as the
 * sandbox's and the real ones do, whose conformance has specs of its own.
 *
 * All that proves a user has the number of the sign-in that it is from: {@link expire} raises it, and what is older is refused.
 */
export class FaultServers {
  readonly calls: ReceivedCall[] = [];
  /** Who is signed in to the application. */
  applicationUser: User | undefined = 'ada';
  isBackendUp = true;
  /** Whether the backend has a refresh token that the tenant takes. */
  canBackendRenew = true;
  isOnline = true;
  /** Whether the browser has a session at the other tenant. */
  hasOtherSession = false;
  /** Whether a visit of the proxy begins an anonymous session. */
  allowsAnonymous = false;
  fault: Fault = () => undefined;
  /** How much later than usual answers come, but for those of the other tenant. In milliseconds. */
  delayMs = 0;
  private accepted = 1;
  private csrf = 1;
  private qlikSession: { readonly number: number; readonly user: User | 'anonymous' } | undefined;
  private relayed: number | undefined = 1;

  constructor() {
    spyOn(window, 'fetch').and.callFake(async (input, init = {}) => {
      const answer = await this.receive({
        method: init.method ?? 'GET',
        address: new URL(input instanceof Request ? input.url : input, location.href),
        headers: new Headers(init.headers),
        sendsCookies: init.credentials === 'include',
        form: new URLSearchParams(init.body instanceof URLSearchParams ? init.body : ''),
      });
      if (answer === 'unreachable') throw new TypeError('Failed to fetch');
      if (answer === 'cut-off') return new Response(brokenBody());
      return answer === 'sign-in-page' ? redirected() : answer;
    });
  }

  /** For HttpClient: answers as `XMLHttpRequest` gives them. */
  readonly backend: HttpBackend = {
    handle: (request) =>
      new Observable<HttpEvent<unknown>>((caller) => {
        const { method, urlWithParams, headers, withCredentials: sendsCookies } = request;
        const all = new Headers(
          headers.keys().map((name): [string, string] => [name, headers.get(name) ?? '']),
        );
        const address = new URL(urlWithParams, location.href);
        void this.receive({ method, address, headers: all, sendsCookies, form: new URLSearchParams() })
          .then((answer) => toHttpResponse(request, answer))
          .then((response) => {
            if (response instanceof HttpErrorResponse) return caller.error(response);
            caller.next(response);
            caller.complete();
          });
      }),
  };

  /** Ends all tokens and sessions at Qlik. */
  expire(): void {
    this.accepted++;
  }

  /** Ends them together with the refresh tokens, so that users have to sign in. */
  endSessions(): void {
    this.expire();
    this.canBackendRenew = false;
  }

  /** The CSRF tokens that pages have are taken no more. */
  makeCsrfTokensStale(): void {
    this.csrf++;
  }

  /** The user signs in at the page of the tenant, the server or the backend, in this browser. */
  signInAtQlik(user: User = 'ada'): void {
    this.qlikSession = { number: this.accepted, user };
    this.relayed = this.accepted;
    this.canBackendRenew = true;
  }

  /** The session of the browser at Qlik ends, as by a sign-out in another tab. */
  signOutAtQlik(): void {
    this.qlikSession = undefined;
    this.relayed = undefined;
    this.canBackendRenew = false;
  }

  /** Whether a WebSocket with these parameters in its address gets through; that of a relay has none, and its cookie is the application's. */
  acceptsSocket(host: string, params: Readonly<Record<string, unknown>>): boolean {
    if (host.startsWith(location.origin)) return this.applicationUser !== undefined && this.isBackendUp;
    if (host === OTHER_TENANT) return true;
    if ('accessToken' in params) return params['accessToken'] === `socket-${this.accepted}`;
    return this.hasSession && params['qlik-csrf-token'] === this.csrfToken;
  }

  /** How often a list was requested, but for those of the other tenant. */
  get listCalls(): number {
    return this.calls.filter((call) => isList(call) && call.address.origin !== OTHER_TENANT).length;
  }

  private get hasSession(): boolean {
    return this.qlikSession?.number === this.accepted;
  }

  private get csrfToken(): string {
    return `csrf-${this.csrf}`;
  }

  private async receive(call: ReceivedCall): Promise<FaultAnswer> {
    this.calls.push(call);
    const { address } = call;
    if (!this.isOnline) return 'unreachable';
    if (address.origin === OTHER_TENANT) return this.answerOther(call);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (address.origin === location.origin) return this.answerApplication(call);
    const isTenant = address.origin === TENANT;
    const answer = this.fault(call) ?? (isTenant ? this.answerTenant(call) : this.answerProxy(call));
    if (isTenant || typeof answer === 'string') return answer;
    // Of another origin the page can read what the proxy exposes.
    const token = answer.headers.get('qlik-csrf-token');
    const headers = token === null ? {} : { 'qlik-csrf-token': token };
    const { status } = answer;
    return new Response(status === 204 ? null : await answer.text(), { status, headers });
  }

  private answerOther(call: ReceivedCall): FaultAnswer {
    const { pathname } = call.address;
    if (pathname.startsWith('/oauth/token'))
      return Response.json({ access_token: OTHER_TOKEN, expires_in: 36_000 });
    const credential = call.headers.get('authorization');
    const isKnown =
      credential === null
        ? call.sendsCookies && this.hasOtherSession
        : credential === `Bearer ${OTHER_TOKEN}`;
    if (!isKnown) return Response.json({}, { status: 401 });
    if (pathname === '/api/v1/csrf-token') return new Response(null, { status: 204 });
    if (pathname === '/api/v1/users/me') return Response.json({ id: 'edgar', name: 'edgar' });
    return Response.json({ data: [{ id: 'other', name: OTHER_SPACE }], links: {} });
  }

  private answerTenant(call: ReceivedCall): FaultAnswer {
    const { pathname } = call.address;
    if (pathname === '/oauth/token/anonymous-embed')
      return Response.json({ access_token: this.token, expires_in: 3600 });
    if (pathname === '/oauth/token') {
      const isTaken = call.form.get('subject_token') === this.token;
      return isTaken
        ? Response.json({ access_token: `socket-${this.accepted}` })
        : Response.json({}, { status: 401 });
    }
    const isBearer = call.headers.get('authorization') === `Bearer ${this.token}`;
    if (!isBearer && !(call.sendsCookies && this.hasSession)) return Response.json({}, { status: 401 });
    return this.answerCall(call);
  }

  private answerProxy(call: ReceivedCall): FaultAnswer {
    const path = call.address.pathname.slice('/vp'.length);
    if (path.startsWith('/resources/')) {
      const isProved = call.headers.get('authorization') === `Bearer jwt-${this.accepted}`;
      if (isProved && this.applicationUser)
        this.qlikSession = { number: this.accepted, user: this.applicationUser };
      else if (this.allowsAnonymous && !this.hasSession)
        this.qlikSession = { number: this.accepted, user: 'anonymous' };
      return new Response('');
    }
    if (path === '/qps/user') {
      if (call.method === 'DELETE') this.qlikSession = undefined;
      return Response.json(this.describeSession());
    }
    if (path === '/qps/csrftoken' && !this.hasSession) return new Response('', { status: 403 });
    return this.hasSession && call.sendsCookies ? this.answerCall(call) : 'sign-in-page';
  }

  private describeSession(): object {
    if (!this.qlikSession || !this.hasSession) return { session: 'inactive', loginUri: WINDOWS_SIGN_IN };
    const { user, number } = this.qlikSession;
    return user === 'anonymous'
      ? { userDirectory: 'NONE', userId: `anonymous${number}`, session: 'inactive' }
      : USERS[user];
  }

  /** The backend's own actions, and what it relays. */
  private answerApplication(call: ReceivedCall): FaultAnswer {
    if (!this.isBackendUp) return 'unreachable';
    const [, area = '', ...rest] = call.address.pathname.split('/');
    if (!this.applicationUser) return Response.json({ code: 'sign-in-required' }, { status: 401 });
    if (area === 'api') return this.answerBackend(rest[1] ?? '', rest[2] ?? '');
    const upstream = `/${rest.slice(1).join('/')}`;
    const address = new URL(upstream + call.address.search, TENANT);
    const answer = this.fault({ ...call, address });
    // What breaks off before the backend breaks off here: it tries once more, and reports it.
    if (typeof answer === 'string') return Response.json({ code: 'qlik-unreachable' }, { status: 502 });
    if (answer) return answer;
    if (this.relayed === this.accepted) return this.answerCall({ ...call, address });
    // The page hears of it, and its next call has another credential of the backend's.
    this.relayed = this.canBackendRenew ? this.accepted : undefined;
    return Response.json({ code: 'sign-in-required' }, { status: 401 });
  }

  private answerBackend(type: string, action: string): FaultAnswer {
    const hostUser = { id: this.applicationUser };
    if (action === 'session')
      return Response.json({ hostUser, isSignedIn: type !== 'oauth2-web' || this.relayed !== undefined });
    if (action === 'access-token') return Response.json({ accessToken: this.token });
    if (action === 'virtual-proxy-jwt') return Response.json({ jwt: `jwt-${this.accepted}` });
    if (action !== 'sign-out') return Response.json({}, { status: 404 });
    if (type === 'oauth2-web') this.signOutAtQlik();
    return new Response(null, { status: 204 });
  }

  private answerCall({ address: { pathname } }: ReceivedCall): FaultAnswer {
    if (pathname.endsWith('/csrftoken') || pathname === '/api/v1/csrf-token')
      return new Response(null, { status: 204, headers: { 'qlik-csrf-token': this.csrfToken } });
    if (pathname === '/api/v1/users/me') return Response.json({ id: this.userId, name: this.userId });
    if (pathname === '/qps/user' && this.applicationUser) return Response.json(USERS[this.applicationUser]);
    return pathname.startsWith('/api/v1/')
      ? Response.json({ data: [], links: {} })
      : Response.json(pathname.endsWith('/about') ? { buildVersion: '14', nodeType: 1 } : []);
  }

  private get userId(): string {
    return this.qlikSession?.user ?? this.applicationUser ?? 'ada';
  }

  private get token(): string {
    return `token-${this.accepted}`;
  }
}

/** Whether a call is one of a panel's for its {@link LISTS}. */
export function isList({ method, address }: ReceivedCall): boolean {
  return method === 'GET' && LISTS.some((path) => address.pathname.endsWith(path));
}

/** Whether a call is one that Qlik answers with a credential only, as the preset `token-refused-always` has it. */
export function needsCredential({ address: { pathname } }: ReceivedCall): boolean {
  return /\/(api\/v1|qrs)\/|\/qps\/user$/.test(pathname);
}

async function toHttpResponse(
  { urlWithParams: url }: HttpRequest<unknown>,
  answer: FaultAnswer,
): Promise<HttpResponse<unknown> | HttpErrorResponse> {
  // Nor can a page of another origin read where a redirect leads.
  if (typeof answer === 'string') return new HttpErrorResponse({ status: 0, url });
  const { status, ok } = answer;
  const headers = new HttpHeaders(answer.headers);
  const text = await answer.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return ok
    ? new HttpResponse({ status, url, headers, body })
    : new HttpErrorResponse({ status, url, headers, error: body });
}

function brokenBody(): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"dat'));
      controller.error(new TypeError('network error'));
    },
  });
}
