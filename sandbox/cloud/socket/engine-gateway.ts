import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AppAccess, EnginePort } from '../../engine/connection.ts';
import { type Credential, InvalidTokenError } from '../oauth/token-authority.ts';
import type { RequestLog } from '../request-log.ts';
import { bearerToken } from '../rest/caller.ts';
import { errorBody } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';

/** Where a socket wants to go: `/app/{appId}[/identity/{identity}][/ttl/{seconds}]`. */
export interface SocketPath {
  readonly appId: string;
  readonly identity?: string;
  readonly ttlSeconds?: number;
}

/** Accepts WebSockets for the engine, after the credential and, for pages, the origin were checked. */
export class EngineGateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024 * 1024,
    clientTracking: false,
  });

  constructor(
    private readonly tenant: TenantContext,
    private readonly engine: EnginePort,
    private readonly log: RequestLog,
    private readonly reportFault: (error: unknown) => void,
  ) {}

  /** For the server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A peer that goes away during the handshake must not take the process with it.
    socket.on('error', () => socket.destroy());
    this.#admit(request, socket, head).catch((error: unknown) => {
      this.reportFault(error);
      refuse(socket, 500, 'The connection could not be set up.');
    });
  };

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = parseSocketPath(request.url ?? '');
    if (path === undefined) {
      this.#reject(request, socket, 404, 'There is no WebSocket here; use /app/{appId}.');
      return;
    }
    let credential: Credential;
    try {
      credential = await this.#authenticate(request);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) {
        throw error;
      }
      this.#reject(request, socket, 401, error.message);
      return;
    }
    const { origin } = request.headers;
    if (origin !== undefined && !credential.client.allowedOrigins.includes(origin)) {
      this.#reject(
        request,
        socket,
        403,
        `The origin ${origin} is not allowed for “${credential.client.id}”.`,
        credential,
      );
      return;
    }
    this.#record(request, 101, credential);
    const { user } = credential;
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.engine.connect({
        socket: webSocket,
        user: {
          id: user.id,
          name: user.name,
          qualifiedName: `UserDirectory=SANDBOX; UserId=${user.subject}`,
        },
        ...path,
        access: (appId) => this.#access(appId, credential),
      });
    });
  }

  #access(appId: string, credential: Credential): AppAccess {
    if (appId.startsWith('SessionApp_')) {
      return 'allowed';
    }
    const { items } = this.tenant;
    const item = items.findResource(appId);
    if (item === undefined || item.resourceType !== 'app') {
      return 'not-found';
    }
    const access = items.accessTo(item, credential);
    if (access === 'allowed') {
      items.noteUse(item, credential.user, this.tenant.now());
    }
    return access;
  }

  /** Pages bring a temporary token in the query, servers an access token in the header. */
  async #authenticate(request: IncomingMessage): Promise<Credential> {
    const header = bearerToken(request.headers.authorization);
    if (header !== undefined) {
      return this.tenant.tokens.verify(header, 'access');
    }
    const query = new URLSearchParams((request.url ?? '').split(/\?(.*)/s)[1] ?? '');
    const temporary = query.get('accessToken');
    if (temporary === null) {
      throw new InvalidTokenError('A WebSocket needs an access token.');
    }
    return this.tenant.tokens.verify(temporary, 'websocket');
  }

  #reject(
    request: IncomingMessage,
    socket: Duplex,
    status: number,
    detail: string,
    credential?: Credential,
  ): void {
    this.#record(request, status, credential);
    refuse(socket, status, detail);
  }

  #record(request: IncomingMessage, status: number, credential: Credential | undefined): void {
    const kind = bearerToken(request.headers.authorization) === undefined ? 'websocket-token' : 'bearer';
    this.log.add({
      kind: 'websocket',
      method: 'GET',
      url: request.url ?? '',
      origin: request.headers.origin,
      status,
      user: credential?.user.subject,
      credential: credential === undefined ? undefined : { kind, client: credential.client.id },
    });
  }
}

/** @returns undefined for any path that is none of an app. */
export function parseSocketPath(url: string): SocketPath | undefined {
  const path = url.split('?')[0] ?? '';
  const match = /^\/app\/([^/]+)(?:\/identity\/([^/]+))?(?:\/ttl\/(\d{1,6}))?\/?$/.exec(path);
  if (match?.[1] === undefined) {
    return undefined;
  }
  try {
    return {
      appId: decodeURIComponent(match[1]),
      ...(match[2] === undefined ? {} : { identity: decodeURIComponent(match[2]) }),
      ...(match[3] === undefined ? {} : { ttlSeconds: Number(match[3]) }),
    };
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}

function refuse(socket: Duplex, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify(errorBody(status, { code: `HTTP-${status}`, title, detail }, ''));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
