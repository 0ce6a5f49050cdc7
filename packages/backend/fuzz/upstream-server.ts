import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { REFUSED_QIX_METHODS } from '../access/qix-methods.ts';
import type { Identity } from '../testing/certificates.ts';
import { acceptOf, type HostileResponse } from '../testing/hostile-responses.ts';
import { takeRequest } from '../testing/recording-server.ts';
import { type Identities, MACHINE } from './identities.ts';
import { Nonces, type Sent } from './nonces.ts';
import { upstreamResponse } from './upstream-responses.ts';

/** A server in Qlik's place on raw TCP or TLS: it sends valid responses, or the hostile response that is set for the number of a request. */
export interface UpstreamServer {
  readonly origin: string;
  /** The hostile response to a request by its number. */
  readonly hostile: Map<string, HostileResponse>;
  /** The hostile response to the next calls without a number: those for tokens, sessions and tickets. */
  nextCalls: HostileResponse | undefined;
  /** How many requests arrived. */
  readonly arrived: () => number;
  readonly close: () => Promise<void>;
}

interface UpstreamOptions {
  readonly nonces: Nonces;
  readonly identities: Identities;
  /** Connections whose identity is the same for all users. */
  readonly shared: ReadonlySet<string>;
  /** For TLS; plain TCP without. */
  readonly tls?: Identity;
  /** Called with a request that must not have arrived. */
  readonly onWrong: (what: string, sent: Sent | undefined) => void;
}

const LONG_BYTES = 256 * 1024;

/** Whether these bytes may be the last ones of a chunked body. */
function endsRequest(chunk: Buffer): boolean {
  return chunk.subarray(-4).toString('latin1') === '\r\n\r\n';
}

/** Starts the server on a free port. */
export async function startUpstream(options: UpstreamOptions): Promise<UpstreamServer> {
  const { nonces, tls, onWrong } = options;
  const open = new Set<Socket>();
  const hostile = new Map<string, HostileResponse>();
  const engine = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: 64 * 1024 * 1024 });
  let arrived = 0;
  let nextCalls: HostileResponse | undefined;
  const origin = (): string => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `${tls === undefined ? 'http' : 'https'}://localhost:${port}`;
  };

  const serve = (socket: Socket): void => {
    let received = '';
    let more: Buffer[] = [];
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
    const read = (chunk: Buffer): void => {
      more.push(chunk);
      // Reading a long body again with each chunk would block all other servers of this process.
      if (received.length + more.length * chunk.length > LONG_BYTES && !endsRequest(chunk)) return;
      received += Buffer.concat(more).toString('latin1');
      more = [];
      for (let next = takeRequest(received); next !== undefined; next = takeRequest(received)) {
        if (next === 'malformed') {
          onWrong(`bytes that are no request: ${JSON.stringify(received.slice(0, 300))}`, undefined);
          socket.destroy();
          return;
        }
        received = received.slice(next.length);
        arrived += 1;
        response(socket, next, () => socket.off('data', read));
        if (socket.destroyed) return;
      }
    };
    socket.on('data', read);
  };

  const response = (
    socket: Socket,
    { head, body }: { readonly head: string; readonly body: string },
    detach: () => void,
  ): void => {
    const [line = ''] = head.split('\r\n', 1);
    const nonce = Nonces.of(line);
    const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1];
    const sent = nonce === undefined ? undefined : nonces.get(nonce);
    if (nonce !== undefined) check(head, sent);
    else if (/hidden|user: root/i.test(head)) onWrong(`a hidden request: ${head.slice(0, 300)}`, undefined);
    const hostileResponse = nonce === undefined ? nextCalls : hostile.get(nonce);
    if (hostileResponse !== undefined) {
      sendHostile(socket, hostileResponse, { nonce: nonce ?? '', key: key ?? '' });
      return;
    }
    if (key !== undefined && sent !== undefined) {
      detach();
      openEngine(socket, head, sent);
      return;
    }
    socket.write(upstreamResponse({ head, body, nonce, origin: origin() }, options.identities), 'latin1');
  };

  const check = (head: string, sent: Sent | undefined): void => {
    if (sent === undefined) return onWrong(`a number that was never sent: ${head.slice(0, 200)}`, undefined);
    if (!sent.mayArrive) return onWrong(`a request that must not arrive: ${head.slice(0, 300)}`, sent);
    const expected = options.shared.has(sent.connection) ? MACHINE : (sent.user ?? '');
    const named = [...options.identities.namedBy(head)];
    if (named.length === 1 && named[0] === expected) return;
    onWrong(`a request of ${expected} in the name of ${named.join(' and ') || 'no user'}`, sent);
  };

  const openEngine = (socket: Socket, head: string, sent: Sent): void => {
    const [line = '', ...lines] = head.split('\r\n');
    const request = new IncomingMessage(socket);
    request.method = 'GET';
    request.url = line.split(' ')[1] ?? '/';
    request.headers = Object.fromEntries(
      lines.map((each) => {
        const [name = '', value = ''] = each.split(/: (.*)/s);
        return [name.toLowerCase(), value];
      }),
    );
    const identity = [...options.identities.namedBy(head)].join();
    engine.handleUpgrade(request, socket, Buffer.alloc(0), (webSocket) =>
      serveEngine(webSocket, { sent, identity, onWrong }),
    );
  };

  const server: Server =
    tls === undefined
      ? createServer(serve)
      : createTlsServer({ cert: tls.certificate, key: tls.key }, serve).on('tlsClientError', () => undefined);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    origin: origin(),
    hostile,
    get nextCalls() {
      return nextCalls;
    },
    set nextCalls(next) {
      nextCalls = next;
    },
    arrived: () => arrived,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendHostile(
  socket: Socket,
  { response, after, closes }: HostileResponse,
  { nonce, key }: { readonly nonce: string; readonly key: string },
): void {
  const bytes =
    response.replaceAll('NONCE', nonce).replaceAll('ACCEPT', acceptOf(key)) +
    after.replaceAll('NONCE', nonce);
  if (closes === 'at once') socket.destroy();
  else if (closes === 'reset') socket.write(bytes, 'latin1', () => reset(socket));
  else if (closes === 'after the response') socket.end(bytes, 'latin1');
  else socket.write(bytes, 'latin1');
}

/** A TLS connection cannot be reset. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

interface EngineOptions {
  readonly sent: Sent;
  readonly identity: string;
  readonly onWrong: UpstreamOptions['onWrong'];
}

/** Answers each message with the identity and the number of the socket, as the engine answers each with the user's own data. */
function serveEngine(webSocket: WebSocket, { sent, identity, onWrong }: EngineOptions): void {
  const own = { identity, nonce: sent.nonce };
  webSocket.on('error', () => undefined);
  webSocket.send(JSON.stringify({ jsonrpc: '2.0', method: 'OnConnected', params: own }));
  webSocket.on('message', (data: Buffer, isBinary) => {
    const text = data.toString();
    if (sent.isReadOnly) {
      if (isBinary) onWrong('a binary message over a socket that only reads', sent);
      for (const method of methodsOf(text)) {
        if (REFUSED_QIX_METHODS.has(method))
          onWrong(`${method} over a socket that only reads: ${text.slice(0, 300)}`, sent);
      }
    }
    const id = /"id":\s*(\d+)/.exec(text)?.[1] ?? 'null';
    if (webSocket.readyState === webSocket.OPEN)
      webSocket.send(
        `{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify({ ...own, length: data.length })}}`,
      );
  });
}

/** Returns each text that some parser could read as the method of a message, unescaped. */
function methodsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap(([whole, raw = '']) => {
    const end = text.indexOf(whole);
    if (!/"(?:m|\\u006d)/i.test(text.slice(Math.max(0, end - 40), end))) return [];
    try {
      return [String(JSON.parse(`"${raw}"`))];
    } catch {
      return [raw];
    }
  });
}
