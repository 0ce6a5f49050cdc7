import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AppAccess, EnginePort } from '../../engine/connection.ts';
import { isSessionApp, parseAppPath, type SocketPath } from '../../engine/socket-path.ts';
import { SocketFaults } from '../../faults/socket-faults.ts';
import type { RequestEntry, RequestLog } from '../../listening/request-log.ts';
import { type Authenticated, authenticateSocket, carriesCsrfToken } from '../authentication/authenticator.ts';
import { errorBody, QlikError } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';

/** Accepts WebSockets for the engine, after the credential and, for pages, the origin were checked. */
export class EngineGateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024 * 1024,
    clientTracking: false,
  });
  readonly #faults: SocketFaults;

  constructor(
    private readonly tenant: TenantContext,
    private readonly engine: EnginePort,
    private readonly log: RequestLog,
    private readonly reportFault: (error: unknown) => void,
  ) {
    this.#faults = new SocketFaults(tenant.faults, tenant.clock);
  }

  /** Handles the server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A peer that disconnects during the handshake must not end the process.
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
    let credential: Authenticated;
    try {
      credential = await authenticateSocket(this.tenant, request);
    } catch (error) {
      if (!(error instanceof QlikError)) {
        throw error;
      }
      this.#reject(request, socket, error.statusCode, error.message);
      return;
    }
    const refusal = originRefusal(request.headers.origin, credential);
    if (refusal !== undefined) {
      this.#reject(request, socket, 403, refusal, credential);
      return;
    }
    const { user } = credential;
    const handshake = { request, user: user.subject };
    const stopped = await this.#faults.applyToHandshake(handshake, socket);
    this.#record(request, stopped ?? 101, credential);
    if (stopped !== undefined) {
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#faults.watch(handshake, webSocket);
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

  #access(appId: string, { user: { id }, scopes }: Authenticated): AppAccess {
    const { items, users } = this.tenant;
    // Groups and status may have changed since the handshake.
    const user = users.byId(id);
    if (user?.status !== 'active') {
      return 'not-found';
    }
    if (isSessionApp(appId)) {
      return user.sharedAppId === undefined ? 'allowed' : 'not-found';
    }
    const item = items.findResource(appId);
    if (item === undefined || item.resourceType !== 'app') {
      return 'not-found';
    }
    const access = items.accessTo(item, { user, scopes });
    if (access === 'allowed') {
      items.recordUse(item, user, this.tenant.now());
    }
    return access;
  }

  #reject(
    request: IncomingMessage,
    socket: Duplex,
    status: number,
    detail: string,
    credential?: Authenticated,
  ): void {
    this.#record(request, status, credential, detail);
    refuse(socket, status, detail);
  }

  #record(
    request: IncomingMessage,
    status: number,
    credential: Authenticated | undefined,
    reason?: string,
  ): void {
    const entry: RequestEntry = {
      kind: 'websocket',
      method: 'GET',
      url: request.url ?? '',
      origin: request.headers.origin,
      status,
      user: credential?.user.subject,
      credential: credential === undefined ? undefined : { kind: credential.kind, client: credential.client },
      csrf: carriesCsrfToken(request),
      reason,
      faults: this.tenant.faults.appliedTo(request),
    };
    this.log.add(entry, request);
  }
}

/** Returns the reason to refuse a page's socket: a foreign origin, or an API key, which Qlik's client does not use in browsers. */
function originRefusal(origin: string | undefined, credential: Authenticated): string | undefined {
  if (origin === undefined) {
    return undefined;
  }
  if (credential.kind === 'bearer-apikey') {
    return 'API keys open no sockets for pages.';
  }
  return credential.allowsOrigin(origin)
    ? undefined
    : `The origin ${origin} is not allowed for “${credential.client}”.`;
}

/** @returns undefined for an address that is not an app's. */
export function parseSocketPath(url: string): SocketPath | undefined {
  return parseAppPath(url.split('?')[0] ?? '');
}

function refuse(socket: Duplex, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify(errorBody('', status, { code: `HTTP-${status}`, title, detail }, ''));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
