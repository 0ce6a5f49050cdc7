import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { Handshake } from './socket-relay.ts';

/** A handshake that goes through the routes like any request, so that the same checks guard both. */
export interface RoutedHandshake extends Handshake {
  /** Detaches the socket from the response that would refuse the handshake. */
  readonly detach: () => void;
}

const handshakes = new WeakMap<IncomingMessage, RoutedHandshake>();

export function handshakeOf(request: IncomingMessage): RoutedHandshake | undefined {
  return handshakes.get(request);
}

/** Sends the WebSocket handshakes of a server through its routes. Refusals are ordinary HTTP responses. */
export function routeUpgrades(server: FastifyInstance): void {
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    routeHandshake({ request, socket, head }, server.socketRegistry, (response) =>
      server.routing(request, response),
    ),
  );
}

/** Gives a handshake a response, and sends both to the routes. One that is sent before an earlier request is answered closes the connection. */
export function routeHandshake(
  { request, socket, head }: Handshake,
  registry: SocketRegistry,
  route: (response: ServerResponse) => void,
): void {
  // A browser that disconnects is not a failure of the backend.
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  if (!assign(response, socket)) {
    socket.destroy();
    return;
  }
  response.shouldKeepAlive = false;
  registry.addUpgrade(socket, response);
  handshakes.set(request, {
    request,
    socket,
    head,
    detach: () => {
      response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
      registry.detachUpgrade(socket);
    },
  });
  route(response);
}

/**
 * @returns `false` while an earlier request of the same connection is being answered: the two responses would be mixed, and a client must wait
 * @see RFC 9110, section 7.8
 */
function assign(response: ServerResponse, socket: Duplex): boolean {
  try {
    // ServerResponse is declared for `net.Socket`, of which it uses what every Duplex has.
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_HTTP_SOCKET_ASSIGNED') return false;
    throw error;
  }
}
