import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EnginePort } from '../../engine/connection.ts';
import type { SocketPath } from '../../engine/socket-path.ts';
import { SocketFaults } from '../../faults/socket-faults.ts';
import { closeSocket } from '../../listening/close-socket.ts';
import { userKey } from '../users/qlik-user.ts';
import type { Outcome } from '../proxy/authentication.ts';
import { isOriginAllowed } from '../proxy/host-allow-list.ts';
import { logRequest, type ProxyContext, proxyUrl, userNameOf } from '../proxy/proxy-context.ts';
import type { ProxySession, SessionEnd } from '../proxy/proxy-sessions.ts';
import { basePath, routeToProxy, type VirtualProxy } from '../proxy/virtual-proxy.ts';
import { queryValue } from '../proxy/xrfkey.ts';
import { WINDOWS_PATH } from '../windows/windows-routes.ts';
import { type NoticeName, sendAuthenticationInformation, sendNotice } from './notifications.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { parseSocketPath } from './socket-path.ts';

/** The log message of a real proxy when the check fails. Source: Qlik support article 2539417. */
const HIJACKING = 'Cross-Site Websocket Hijacking attack prevention check failed';
/** Time for which a socket without a session stays open, so that the client can read the sign-in address. */
const SIGN_IN_WAIT_MS = 30_000;
const NOTICE_OF: Readonly<Record<SessionEnd, NoticeName>> = {
  'timed-out': 'OnSessionTimedOut',
  closed: 'OnSessionClosed',
  'logged-out': 'OnSessionLoggedOut',
};

/** Selects sockets by user or virtual proxy. */
export interface SocketChoice {
  readonly user?: string;
  readonly virtualProxy?: string;
}

/** Accepts WebSockets on the proxy's port and passes them to the engine. */
export class ProxyGateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024 * 1024,
    clientTracking: false,
  });
  readonly #sockets = new Map<WebSocket, ProxySession | undefined>();
  readonly #unlicensed = new Set<string>();
  readonly #newCookies = new WeakMap<IncomingMessage, string>();
  readonly #faults: SocketFaults;

  constructor(
    private readonly context: ProxyContext,
    private readonly engine: EnginePort,
    private readonly reportFault: (error: unknown) => void,
  ) {
    this.#faults = new SocketFaults(context.faults, context.clock);
    this.#server.on('headers', (headers, request) => {
      const cookie = this.#newCookies.get(request);
      if (cookie !== undefined) {
        headers.push(`Set-Cookie: ${cookie}`);
      }
    });
    context.sessions.onEnd((proxySession, end) => {
      for (const [socket, owner] of this.#sockets) {
        if (owner === proxySession) {
          sendNotice(socket, NOTICE_OF[end], context.now());
        }
      }
    });
  }

  /** Handles the server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A peer that disconnects during the handshake must not end the process.
    socket.on('error', () => socket.destroy());
    this.#admit(request, socket, head).catch((error: unknown) => {
      this.reportFault(error);
      refuseUpgrade(socket, 500, 'The connection could not be set up.');
    });
  };

  closeSockets(code?: number): void {
    for (const socket of this.#sockets.keys()) {
      closeSocket(socket, code ?? 1001);
    }
  }

  /** Sends a notification to the sockets of that user or virtual proxy. @returns their number. */
  notify(name: NoticeName, choice: SocketChoice = {}): number {
    const chosen = [...this.#sockets].filter(
      ([, proxySession]) =>
        proxySession !== undefined &&
        (choice.user === undefined || userKey(proxySession.user) === choice.user.toLowerCase()) &&
        (choice.virtualProxy === undefined || proxySession.proxy.prefix === choice.virtualProxy),
    );
    for (const [socket] of chosen) {
      sendNotice(socket, name, this.context.now());
    }
    return chosen.length;
  }

  /** Removes or restores a user's license. */
  setLicensed(user: string, isLicensed: boolean): void {
    if (isLicensed) {
      this.#unlicensed.delete(user.toLowerCase());
    } else {
      this.#unlicensed.add(user.toLowerCase());
    }
  }

  /** Restores the licenses of all users. */
  restoreLicenses(): void {
    this.#unlicensed.clear();
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = request.url ?? '';
    const route = routeToProxy(this.context.proxies, url.split('?')[0] ?? '');
    const path = route === undefined ? undefined : parseSocketPath(route.rest);
    if (route === undefined || path === undefined) {
      refuseUpgrade(socket, 404, 'There is no WebSocket here.');
      return;
    }
    const { proxy } = route;
    const outcome = await this.context.authentication.identify(proxy, {
      method: request.method,
      url,
      headers: request.headers,
    });
    this.#note(request, outcome);
    if (outcome.state === 'refused') {
      this.#reject(request, socket, { proxy, status: outcome.status, text: 'Unauthorized' });
      return;
    }
    const fault = this.#hijackingFault(proxy, request, outcome);
    if (fault !== undefined) {
      this.context.notes.add(request, { reason: `${HIJACKING}: ${fault}` });
      if (outcome.state === 'authenticated' && outcome.isNew) {
        this.context.sessions.end(outcome.proxySession, 'closed');
      }
      this.#reject(request, socket, { proxy, status: 403, text: 'Forbidden' });
      return;
    }
    const handshake = { request, user: userNameOf(this.context, request) };
    const stopped = await this.#faults.applyToHandshake(handshake, socket);
    const place = basePath(proxy) || '/';
    logRequest(this.context, request, { kind: 'websocket', status: stopped ?? 101, place });
    if (stopped !== undefined) {
      return;
    }
    if (outcome.state === 'authenticated' && outcome.isNew) {
      this.#newCookies.set(request, this.context.cookie.write(outcome.proxySession));
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#sockets.set(webSocket, outcome.state === 'authenticated' ? outcome.proxySession : undefined);
      webSocket.once('close', () => this.#sockets.delete(webSocket));
      // `ws` closes a socket after a protocol error; without a listener the error would end the process.
      webSocket.on('error', () => undefined);
      this.#faults.watch(handshake, webSocket);
      if (outcome.state === 'authenticated') {
        this.#connect(webSocket, outcome.proxySession, { path, request });
      } else {
        this.#askToSignIn(webSocket, proxy, request);
      }
    });
  }

  /** @returns the reason to refuse the handshake; undefined to accept it. */
  #hijackingFault(proxy: VirtualProxy, request: IncomingMessage, outcome: Outcome): string | undefined {
    const { origin, host } = request.headers;
    if (origin !== undefined && !isOriginAllowed(proxy, origin, host)) {
      return `the origin ${origin} is not on the host allow list.`;
    }
    if (!proxy.csrfProtection) {
      return undefined;
    }
    if (outcome.state !== 'authenticated') {
      return 'there is no session.';
    }
    const { proxySession, credential } = outcome;
    // A browser never adds a ticket to an address automatically, so a ticket rules out cross-site hijacking.
    if (credential === 'ticket') {
      return undefined;
    }
    const token = queryValue(request.url ?? '', 'qlik-csrf-token');
    if (token === undefined) {
      return 'the query has no qlik-csrf-token.';
    }
    // A client without a cookie jar gets a session per request; its token is from an earlier session of the same user.
    const sessions = outcome.isNew
      ? this.context.sessions.of(proxy).filter((other) => userKey(other.user) === userKey(proxySession.user))
      : [proxySession];
    return sessions.some((candidate) => this.context.sessions.hasCsrfToken(candidate, token))
      ? undefined
      : 'the qlik-csrf-token is not that of the session.';
  }

  #connect(
    webSocket: WebSocket,
    proxySession: ProxySession,
    { path, request }: { readonly path: SocketPath; readonly request: IncomingMessage },
  ): void {
    const { context } = this;
    const { user, proxy } = proxySession;
    const inform = (): void =>
      sendAuthenticationInformation(webSocket, {
        userId: user.userId,
        userDirectory: user.userDirectory,
        logoutUri: `${proxyUrl(context, proxy, request.headers.host)}/qps/user`,
        mustAuthenticate: false,
      });
    if (proxy.authenticationInformation === 'at-once') {
      inform();
    } else {
      webSocket.once('message', inform);
    }
    webSocket.on('message', () => context.sessions.touch(proxySession));
    if (this.#unlicensed.has(userKey(user))) {
      sendNotice(webSocket, 'OnLicenseAccessDenied', context.now());
      return;
    }
    if (!context.sessions.claimEngine(proxySession)) {
      sendNotice(webSocket, 'OnMaxParallelSessionsExceeded', context.now());
      return;
    }
    this.engine.connect({
      socket: webSocket,
      user: {
        id: userKey(user),
        name: user.userName,
        qualifiedName: `UserDirectory=${user.userDirectory}; UserId=${user.userId}`,
      },
      ...path,
      access: (appId) => context.apps.access(user, appId),
      exportPath: (id, name) => `/tempcontent/${id}/${encodeURIComponent(name)}`,
    });
  }

  #askToSignIn(webSocket: WebSocket, proxy: VirtualProxy, request: IncomingMessage): void {
    const here = proxyUrl(this.context, proxy, request.headers.host);
    const target = queryValue(request.url ?? '', 'reloadUri') ?? `${here}/hub/`;
    const inform = (): void =>
      sendAuthenticationInformation(webSocket, {
        loginUri: `${here}${WINDOWS_PATH}?targetUri=${encodeURIComponent(target)}`,
        mustAuthenticate: true,
      });
    if (proxy.authenticationInformation === 'at-once') {
      inform();
    } else {
      webSocket.once('message', inform);
    }
    const timer = setTimeout(() => webSocket.close(1000, 'Not signed in'), SIGN_IN_WAIT_MS);
    timer.unref();
    webSocket.once('close', () => clearTimeout(timer));
  }

  #note(request: IncomingMessage, outcome: Outcome): void {
    if (outcome.state === 'authenticated') {
      this.context.notes.add(request, { proxySession: outcome.proxySession, credential: outcome.credential });
    } else if (outcome.reason !== undefined) {
      this.context.notes.add(request, { reason: outcome.reason });
    }
  }

  #reject(
    request: IncomingMessage,
    socket: Duplex,
    how: { readonly proxy: VirtualProxy; readonly status: number; readonly text: string },
  ): void {
    logRequest(this.context, request, {
      kind: 'websocket',
      status: how.status,
      place: basePath(how.proxy) || '/',
    });
    refuseUpgrade(socket, how.status, how.text);
  }
}
