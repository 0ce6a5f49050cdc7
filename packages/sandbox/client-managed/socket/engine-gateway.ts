import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { EnginePort } from '../../engine/connection.ts';
import { SocketFaults } from '../../faults/socket-faults.ts';
import { parseUserHeader, userKey } from '../users/qlik-user.ts';
import { logRequest, type ProxyContext, userNameOf } from '../proxy/proxy-context.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { parseSocketPath } from './socket-path.ts';

/**
 * Accepts WebSockets on the engine's own port. A client with the client certificate, which TLS checks, opens apps as the
 * user of the `X-Qlik-User` header. There is no proxy, no session and no session limit.
 */
export class EngineGateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024 * 1024,
    clientTracking: false,
  });
  readonly #faults: SocketFaults;

  constructor(
    private readonly context: ProxyContext,
    private readonly engine: EnginePort,
    private readonly reportFault: (error: unknown) => void,
  ) {
    this.#faults = new SocketFaults(context.faults, context.clock);
  }

  /** Handles the server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    this.#admit(request, socket, head).catch((error: unknown) => {
      this.reportFault(error);
      refuseUpgrade(socket, 500, 'The connection could not be set up.');
    });
  };

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { headers, url = '' } = request;
    const path = parseSocketPath(url.split('?')[0] ?? '');
    const header = headers['x-qlik-user'];
    const identity = parseUserHeader(typeof header === 'string' ? header : undefined);
    const { accounts, apps, notes } = this.context;
    const user =
      identity === undefined ? undefined : accounts.resolve(identity.userDirectory, identity.userId);
    if (path === undefined) {
      this.#reject(request, socket, { status: 404, reason: 'There is no WebSocket at this path.' });
      return;
    }
    if (user === undefined) {
      this.#reject(request, socket, {
        status: 403,
        reason: 'The header X-Qlik-User is missing or malformed.',
      });
      return;
    }
    notes.add(request, { user, credential: 'certificate' });
    const handshake = { request, user: userNameOf(this.context, request) };
    const stopped = await this.#faults.applyToHandshake(handshake, socket);
    logRequest(this.context, request, { kind: 'websocket', status: stopped ?? 101, place: 'engine' });
    if (stopped !== undefined) {
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#faults.watch(handshake, webSocket);
      this.engine.connect({
        socket: webSocket,
        user: {
          id: userKey(user),
          name: user.userName,
          qualifiedName: `UserDirectory=${user.userDirectory}; UserId=${user.userId}`,
        },
        ...path,
        access: (appId) => apps.access(user, appId),
      });
    });
  }

  #reject(request: IncomingMessage, socket: Duplex, how: { status: number; reason: string }): void {
    this.context.notes.add(request, { reason: how.reason });
    logRequest(this.context, request, { kind: 'websocket', status: how.status, place: 'engine' });
    refuseUpgrade(socket, how.status, how.reason);
  }
}
