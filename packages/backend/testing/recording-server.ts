import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A request as it arrived, byte for byte. */
export interface RecordedRequest {
  /** The connection that it came over, from 1. */
  readonly connection: number;
  /** Request line and headers. */
  readonly head: string;
  readonly body: string;
}

/** A server on raw TCP in Qlik's place. It parses requests strictly, and records other bytes. */
export interface RecordingServer {
  readonly origin: string;
  readonly requests: RecordedRequest[];
  /** Bytes that are not a request: a sign of a smuggled request. */
  readonly leftovers: string[];
  close(): Promise<void>;
}

const SLOW_MS = 5;

/**
 * Starts the server. It answers each request with the request line and the identity headers: `{ "line", "authorization", "user", "cookie" }`; the
 * calls for tokens and sessions as Qlik does.
 */
export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const leftovers: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let received = '';
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      if (received !== '') leftovers.push(received);
    });
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      for (let next = takeRequest(received); next !== undefined; next = takeRequest(received)) {
        if (next === 'malformed') {
          leftovers.push(received);
          received = '';
          socket.destroy();
          return;
        }
        received = received.slice(next.length);
        const { head, body } = next;
        requests.push({ connection, head, body });
        setTimeout(() => socket.write(answerTo(head, `http://localhost:${port()}`)), SLOW_MS);
      }
    });
  });
  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${port()}`,
    requests,
    leftovers,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Returns the first complete request of a text of bytes, strictly parsed; `undefined` when it is incomplete. */
export function takeRequest(
  text: string,
): (Omit<RecordedRequest, 'connection'> & { length: number }) | 'malformed' | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const [line = '', ...headers] = head.split('\r\n');
  if (!/^[A-Z]+ \/\S* HTTP\/1\.1$/.test(line)) return 'malformed';
  if (!headers.every((header) => /^[\w-]+: [\x20-\xff]*$/.test(header))) return 'malformed';
  const lengths = headers.filter((header) => /^content-length:/i.test(header));
  const encodings = headers.filter((header) => /^transfer-encoding:/i.test(header));
  if (lengths.length + encodings.length > 1) return 'malformed';
  const start = end + 4;
  if (encodings.length === 1) return takeChunks(text, head, start);
  const length = Number(/\d+$/.exec(lengths[0] ?? '0')?.[0]);
  if (text.length < start + length) return undefined;
  return { head, body: text.slice(start, start + length), length: start + length };
}

function takeChunks(
  text: string,
  head: string,
  start: number,
): (Omit<RecordedRequest, 'connection'> & { length: number }) | 'malformed' | undefined {
  let body = '';
  for (let at = start; ;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = text.slice(at, lineEnd);
    if (!/^[\da-f]{1,7}$/i.test(size)) return 'malformed';
    const bytes = parseInt(size, 16);
    const next = lineEnd + 2 + bytes;
    if (text.length < next + 2) return undefined;
    if (text.slice(next, next + 2) !== '\r\n') return 'malformed';
    if (bytes === 0) return { head, body, length: next + 2 };
    body += text.slice(lineEnd + 2, next);
    at = next + 2;
  }
}

function answerTo(head: string, origin: string): string {
  const [line = ''] = head.split('\r\n');
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? undefined;
  const path = line.split(' ')[1]?.split('?')[0] ?? '';
  const body = JSON.stringify(
    bodyTo(path, origin) ?? {
      line,
      authorization: header('authorization'),
      user: header('x-qlik-user') ?? header('x-user'),
      cookie: header('cookie'),
    },
  );
  const more =
    path === '/qps/user' ? `set-cookie: X-Qlik-Session=session-of-${header('x-user') ?? ''}; Path=/\r\n` : '';
  const isHead = line.startsWith('HEAD ');
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}content-length: ${body.length}\r\n\r\n${isHead ? '' : body}`;
}

let tokens = 0;

function bodyTo(path: string, origin: string): object | undefined {
  if (path === '/oauth/token') {
    tokens += 1;
    return {
      access_token: `token-${tokens}`,
      refresh_token: `refresh-${tokens}`,
      token_type: 'bearer',
      expires_in: 3600,
    };
  }
  if (path !== '/.well-known/oauth-authorization-server') return undefined;
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    response_types_supported: ['code'],
  };
}
