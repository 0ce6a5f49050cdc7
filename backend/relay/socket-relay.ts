import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../errors/problem.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import { upgradeHeaders } from './forwarded-headers.ts';
import type { OpenSockets } from './open-sockets.ts';
import { type RelayedConnection, tlsOptions } from './relayed-connection.ts';
import type { Target } from './upstream.ts';

/** The browser's side of a handshake. */
export interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the browser sent already after its handshake. */
  readonly head: Buffer;
}

interface RelayOptions {
  readonly target: Target;
  readonly handshake: Handshake;
  readonly session: string;
  /** The page's own origin, for servers that check it. */
  readonly origin: string | undefined;
  readonly sockets: OpenSockets;
  /** Called before the first byte goes to the browser. */
  readonly onAccepted: () => void;
}

/** A close frame may take this long to get out. */
const CLOSE_LIMIT_MS = 2_000;

/**
 * Opens the upstream's side of a WebSocket and, when Qlik accepts, joins the two. Bytes pass as they are, so that compression,
 * close codes and back-pressure stay between Qlik and the browser.
 *
 * @returns when the two are joined
 * @throws {Problem} when Qlik refuses, with Qlik's status
 */
export async function relaySocket(connection: RelayedConnection, options: RelayOptions): Promise<void> {
  const { target, handshake, origin } = options;
  const { answer, socket, head } = await openUpstream(connection, target, {
    ...upgradeHeaders(handshake.request.headers),
    ...(origin === undefined ? {} : { origin }),
    ...target.headers,
  });
  await target.note(101, answer.headers['set-cookie'] ?? []);
  const client = handshake.socket;
  if (client.destroyed) {
    socket.destroy();
    return;
  }
  options.onAccepted();
  client.write(handshakeAnswer(answer));
  if (head.length > 0) client.write(head);
  if (handshake.head.length > 0) socket.write(handshake.head);
  join(connection, socket, options);
}

function join(
  connection: RelayedConnection,
  upstream: Duplex,
  { handshake, session, sockets }: RelayOptions,
): void {
  const client = handshake.socket;
  let isClosing = false;
  const entry = {
    session,
    connection: connection.id,
    close: (code: number, reason: string) => {
      if (isClosing) return;
      isClosing = true;
      upstream.unpipe(client);
      upstream.destroy();
      client.end(closeFrame(code, reason));
      setTimeout(() => client.destroy(), CLOSE_LIMIT_MS).unref();
    },
  };
  sockets.add(entry);
  const drop = (): void => {
    sockets.delete(entry);
    upstream.destroy();
    if (!isClosing) client.destroy();
  };
  for (const side of [client, upstream]) {
    if (side instanceof Socket) side.setTimeout(0).setNoDelay(true);
    // A broken line looks like a closed one to the other side, which is all that it can know.
    side.on('error', drop);
    side.once('close', drop);
  }
  client.pipe(upstream);
  upstream.pipe(client);
}

interface UpstreamSocket {
  readonly answer: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function openUpstream(
  connection: RelayedConnection,
  { base, path, note }: Target,
  headers: Readonly<Record<string, string>>,
): Promise<UpstreamSocket> {
  const options = { method: 'GET', headers, agent: false } as const;
  return new Promise((resolve, reject) => {
    const sent = base.startsWith('https:')
      ? requestHttps(base + path, { ...options, ...tlsOptions(connection) })
      : requestHttp(base + path, options);
    // Not `signal`: it would end the socket later, when it is in use.
    const limit = setTimeout(
      () => sent.destroy(Object.assign(new Error('no answer to the handshake'), { code: 'ETIMEDOUT' })),
      connection.timeoutSeconds * 1000,
    );
    sent.once('upgrade', (answer, socket, head) => {
      clearTimeout(limit);
      resolve({ answer, socket, head });
    });
    sent.once('response', (answer) => {
      clearTimeout(limit);
      answer.destroy();
      const status = answer.statusCode ?? 502;
      note(status, answer.headers['set-cookie'] ?? []).then(
        () => reject(refusedHandshake(connection.id, status)),
        reject,
      );
    });
    sent.once('error', (error) => {
      clearTimeout(limit);
      reject(unreachable(connection.id, error));
    });
    sent.end();
  });
}

function refusedHandshake(connection: string, status: number): Problem {
  const told = status >= 400 && status < 500 ? status : 502;
  return new Problem(told, 'qlik-refused-socket', `Qlik refused the WebSocket with ${status}.`, {
    connection,
  });
}

/** Only what belongs to the handshake: no cookies, no headers of Qlik's own. */
function handshakeAnswer({ headers }: IncomingMessage): string {
  const kept = ['sec-websocket-accept', 'sec-websocket-extensions', 'sec-websocket-protocol'].flatMap(
    (name) => {
      const value = headers[name];
      return typeof value === 'string' ? [`${name}: ${value}`] : [];
    },
  );
  return [
    'HTTP/1.1 101 Switching Protocols',
    'connection: Upgrade',
    'upgrade: websocket',
    ...kept,
    '',
    '',
  ].join('\r\n');
}

/** RFC 6455, section 5.5.1; a server does not mask. */
function closeFrame(code: number, reason: string): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
  return Buffer.concat([Buffer.from([0x88, payload.length]), payload]);
}
