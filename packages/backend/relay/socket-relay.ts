import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { QixFilter } from '../access/qix-filter.ts';
import { Problem } from '../errors/problem.ts';
import { REQUEST_ID_HEADER } from '../logging/request-id.ts';
import { socketAgent, tlsOptions } from '../outgoing/tls-client.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import { end, joinSockets } from './joined-sockets.ts';
import { NOT_ALLOWED, type OpenSocket, type OpenSockets, type SocketOwner } from './open-sockets.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import type { Target } from './upstream.ts';

/** The browser's side of a handshake. */
export interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that the browser sent after its handshake. */
  readonly head: Buffer;
}

interface RelayOptions {
  readonly target: Target;
  readonly handshake: Handshake;
  readonly owner: SocketOwner;
  readonly epoch: string;
  /** The page's own origin, for servers that check it. */
  readonly origin: string | undefined;
  readonly requestId: string;
  readonly sockets: OpenSockets;
  /** Filters the page's messages; without it, all pass. */
  readonly filter: QixFilter | undefined;
  readonly onRefused: (reason: string) => void;
  /** Called before the first byte goes to the browser. */
  readonly onAccepted: () => void;
}

/**
 * The longest message of a page, and of Qlik. Unfinished messages are buffered in memory, and compressed ones cost little to send: this
 * times the sockets of a user is the memory that one user can occupy.
 */
const MAX_FROM_PAGE_BYTES = 2 * 1024 * 1024;
const MAX_FROM_QLIK_BYTES = 64 * 1024 * 1024;
/** Messages below this are hardly smaller compressed. */
const DEFLATE = { threshold: 1024, concurrencyLimit: 10 };
/** The code of the problem when Qlik refuses the handshake. */
export const REFUSED_SOCKET = 'qlik-refused-socket';
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const PROTOCOL = /^[!#$%&'*+.^`|~\w-]+$/;

/**
 * Opens a WebSocket to Qlik and, when Qlik accepts, answers the browser's handshake and joins the two. Each side has a handshake and frames
 * of its own, so that nothing but messages, close codes and back-pressure passes.
 *
 * @returns when the two are joined
 * @throws {Problem} when Qlik refuses, with Qlik's status; 400 for an invalid handshake; 401 when the sign-in has ended meanwhile
 * @see RFC 6455
 */
export async function relaySocket(connection: RelayedConnection, options: RelayOptions): Promise<void> {
  const { handshake, owner, epoch, sockets, target } = options;
  const protocols = readHandshake(handshake.request);
  sockets.requireBelowLimit(owner);
  const client = handshake.socket;
  const ends: { readonly code: number; readonly reason: string }[] = [];
  let upstream: WebSocket | undefined;
  const pending: OpenSocket = {
    ...owner,
    epoch,
    lastMessageAt: () => Date.now(),
    ping: () => undefined,
    close: (code, reason) => {
      ends.push({ code, reason });
      upstream?.terminate();
    },
  };
  const giveUp = (): void => pending.close(NOT_ALLOWED, 'the browser went away');
  client.once('close', giveUp);
  sockets.add(pending);
  try {
    upstream = openUpstream(connection, protocols, options);
    const setCookie = await opened(connection, upstream, target);
    await target.onResponse(101, setCookie);
    // Asked first: the sign-in may end here while the answer is under way.
    if ((await sockets.isEnded(pending)) || ends.length > 0) throw signInEnded(connection.id);
    options.onAccepted();
    const accepted = await accept(handshake, { protocol: upstream.protocol, requestId: options.requestId });
    const [ended] = ends;
    if (ended !== undefined) return end(accepted, ended.code, ended.reason);
    const { filter, onRefused } = options;
    joinSockets({ client: accepted, upstream, ...owner, epoch, sockets, filter, onRefused });
  } catch (error) {
    upstream?.terminate();
    throw ends.length === 0 ? error : signInEnded(connection.id);
  } finally {
    client.off('close', giveUp);
    sockets.delete(pending);
  }
}

function signInEnded(connection: string): Problem {
  return new Problem(401, 'signed-out', 'The sign-in ended while the WebSocket was being opened.', {
    connection,
    remedy: 'Sign in again.',
  });
}

/** @returns the subprotocols that the browser asks for. @throws {Problem} 400 */
function readHandshake({ method, headers, httpVersion }: IncomingMessage): readonly string[] {
  const {
    'sec-websocket-key': key = '',
    'sec-websocket-version': version,
    'sec-websocket-protocol': offered,
  } = headers;
  const protocols = offered === undefined ? [] : offered.split(',').map((name) => name.trim());
  const isValid =
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    KEY.test(key) &&
    version === '13' &&
    new Set(protocols).size === protocols.length &&
    protocols.every((name) => PROTOCOL.test(name));
  if (isValid) return protocols;
  throw new Problem(400, 'bad-handshake', 'This is no WebSocket handshake.', {
    remedy: 'Open it with new WebSocket(…), version 13.',
  });
}

function openUpstream(
  connection: RelayedConnection,
  protocols: readonly string[],
  { target, origin, handshake }: RelayOptions,
): WebSocket {
  const agent = socketAgent(connection);
  const userAgent = handshake.request.headers['user-agent'];
  return new WebSocket(target.base.replace(/^http/, 'ws') + target.path, [...protocols], {
    ...tlsOptions(connection),
    ...(agent === undefined ? {} : { agent }),
    ...(origin === undefined ? {} : { origin }),
    headers: { ...(userAgent === undefined ? {} : { 'user-agent': userAgent }), ...target.headers },
    handshakeTimeout: connection.timeoutSeconds * 1000,
    maxPayload: MAX_FROM_QLIK_BYTES,
    perMessageDeflate: DEFLATE,
    followRedirects: false,
  });
}

/** @returns the cookies that came with the handshake; the socket is then paused. @throws {Problem} */
function opened(
  connection: RelayedConnection,
  upstream: WebSocket,
  { onResponse: note }: Target,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let setCookie: readonly string[] = [];
    upstream.once('upgrade', (response) => (setCookie = response.headers['set-cookie'] ?? []));
    upstream.once('open', () => {
      // Paused until the other side is open. At once: the first message may come with the handshake.
      upstream.pause();
      resolve(setCookie);
    });
    upstream.once('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 502;
      response.on('error', () => undefined).destroy();
      note(status, response.headers['set-cookie'] ?? []).then(
        () => reject(refusedHandshake(connection.id, status)),
        reject,
      );
    });
    // Stays for the socket's lifetime: `close` follows each error and is handled.
    upstream.on('error', (error) => reject(unreachable(connection.id, asTimeout(error))));
    upstream.once('close', () => reject(unreachable(connection.id, new Error('closed before it was open'))));
  });
}

/** `ws` has no code for its time limit. */
function asTimeout(error: Error): Error {
  if (!/handshake has timed out/.test(error.message)) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ETIMEDOUT' });
}

function refusedHandshake(connection: string, status: number): Problem {
  const problemStatus = status >= 400 && status < 500 ? status : 502;
  return new Problem(problemStatus, REFUSED_SOCKET, `Qlik refused the WebSocket with ${status}.`, {
    connection,
  });
}

/** Accepts the browser's handshake after {@link readHandshake} has checked it. */
function accept(
  { request, socket, head }: Handshake,
  { protocol, requestId }: { readonly protocol: string; readonly requestId: string },
): Promise<WebSocket> {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_FROM_PAGE_BYTES,
    perMessageDeflate: DEFLATE,
    handleProtocols: () => (protocol === '' ? false : protocol),
  });
  server.once('headers', (headers) => headers.push(`${REQUEST_ID_HEADER}: ${requestId}`));
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('the browser went away'));
    if (socket.destroyed) return giveUp();
    socket.once('close', giveUp);
    server.handleUpgrade(request, socket, head, (accepted) => {
      // `close` follows each error. Without a listener a wrong frame would end the process, also before the two are joined.
      accepted.on('error', () => undefined);
      resolve(accepted);
    });
  });
}
