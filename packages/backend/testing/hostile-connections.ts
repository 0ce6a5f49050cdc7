import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** The target of hostile connections, with a session and a path. */
export interface HostileTarget {
  readonly port: number;
  readonly origin: string;
  /** The cookie of a signed-in user. */
  readonly cookie: string;
  /** A path of the relay that accepts a WebSocket. */
  readonly socketPath: string;
}

const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** The bytes that a client sends before it stalls. */
const SENT: Readonly<Record<string, (target: HostileTarget) => string>> = {
  silent: () => '',
  'half a request line': () => 'GET /hea',
  'half the headers': () => 'GET /health/live HTTP/1.1\r\nhost: a\r\nx-a: b\r\n',
  'half a body': ({ origin }) =>
    `POST /app/sign-in HTTP/1.1\r\nhost: a\r\norigin: ${origin}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nuser=a`,
  'an upgrade that is refused': ({ socketPath }) => `GET ${socketPath} HTTP/1.1\r\nhost: a\r\n${UPGRADE}\r\n`,
  'an upgrade to nowhere': () => `GET /nowhere HTTP/1.1\r\nhost: a\r\n${UPGRADE}\r\n`,
  'a request, kept alive': () => 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n',
  'a request with connection: close': () =>
    'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
  'no HTTP': () => 'nonsense\r\n\r\n',
  'too many headers': () => `GET / HTTP/1.1\r\nhost: a\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`,
  'a response that it does not read': () => 'GET /big.bin HTTP/1.1\r\nhost: a\r\n\r\n',
  'a WebSocket': ({ socketPath, origin, cookie }) =>
    `GET ${socketPath} HTTP/1.1\r\nhost: ${new URL(origin).host}\r\norigin: ${origin}\r\ncookie: ${cookie}\r\n${UPGRADE}\r\n`,
};

export const HOSTILE_KINDS = Object.keys(SENT);

/** Opens a connection of that kind, which never closes its side. Read the response with a `data` listener. */
export async function openHostile(kind: string, target: HostileTarget): Promise<Socket> {
  const text = SENT[kind]?.(target);
  if (text === undefined) throw new Error(`There is no kind "${kind}".`);
  const socket = connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true });
  // Most of these connections end with a reset.
  socket.on('error', () => socket.destroy());
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  if (text !== '') socket.write(text);
  if (kind === 'a response that it does not read') socket.pause();
  else socket.resume();
  return socket;
}
