import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Identity } from './certificates.ts';

/** All endpoints of Qlik that the backend calls, at one TLS address with a certificate that can be changed at runtime. */
export interface TlsTenant {
  readonly origin: string;
  /** Method and path of each request that arrived; an impostor must see none. */
  readonly seen: string[];
  /** Presents this certificate from now on; open connections are closed. */
  present(identity: Identity): void;
  close(): Promise<void>;
}

/** @param identity the certificate at first */
export async function startTlsTenant(identity: Identity): Promise<TlsTenant> {
  const seen: string[] = [];
  const connections = new Set<Socket>();
  const server = createServer({ cert: identity.certificate, key: identity.key }, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    seen.push(`${request.method} ${path}`);
    request.resume();
    const [status, body] = answer(path, `https://localhost:${port()}`);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(path === '/qps/user' ? { 'set-cookie': 'X-Qlik-Session=very-secret-session; Path=/' } : {}),
      ...(path === '/qps/csrftoken' ? { 'qlik-csrf-token': 'very-secret-csrf' } : {}),
    });
    response.end(JSON.stringify(body));
  });
  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head: Buffer) => {
    seen.push(`UPGRADE ${(request.url ?? '').split('?', 1)[0] ?? ''}`);
    sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.on('error', () => undefined));
  });
  const drop = (): void => {
    for (const socket of connections) socket.destroy();
  };
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    origin: `https://localhost:${port()}`,
    seen,
    present: ({ certificate, key }) => {
      server.setSecureContext({ cert: certificate, key });
      drop();
    },
    close: async () => {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}

let tokens = 0;

function answer(path: string, origin: string): readonly [number, unknown] {
  switch (path) {
    case '/.well-known/oauth-authorization-server':
      return [
        200,
        {
          issuer: origin,
          authorization_endpoint: `${origin}/oauth/authorize`,
          token_endpoint: `${origin}/oauth/token`,
          response_types_supported: ['code'],
        },
      ];
    case '/oauth/token':
      tokens += 1;
      return [
        200,
        {
          access_token: `very-secret-token-${tokens}`,
          refresh_token: `very-secret-refresh-${tokens}`,
          token_type: 'bearer',
          expires_in: 3600,
        },
      ];
    case '/qps/ticket':
      return [201, { Ticket: 'very-secret-ticket' }];
    case '/api/v1/users/me':
      return [200, { id: 'u1', name: 'Ada Lovelace' }];
    default:
      return [200, {}];
  }
}
