import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { isRecord } from '../json/is-record.ts';
import { closeSocket } from '../listening/close-socket.ts';
import { answerOf, type FaultAnswer } from './answers.ts';
import type { FaultRegistry, FaultSubject } from './fault-registry.ts';
import type { CloseSocketEffect, SilentSocketEffect } from './fault-rule.ts';
import type { ServerClock } from './server-clock.ts';

/** An authenticated handshake. */
export interface Handshake {
  readonly request: IncomingMessage;
  /** The name of the user in the request log; undefined without a user. */
  readonly user: string | undefined;
}

const SOCKET_EFFECTS = ['close-socket', 'silent-socket'] as const;

/** Applies the faults to the WebSockets of a server: at the handshake, then frame by frame. */
export class SocketFaults {
  readonly #open = new Map<WebSocket, FaultSubject>();

  constructor(
    private readonly registry: FaultRegistry,
    private readonly clock: ServerClock,
  ) {
    registry.onAdd(() => {
      for (const [socket, subject] of this.#open) {
        this.#applyToSocket(socket, subject, ({ at }) => at === 'now');
      }
    });
  }

  /**
   * Applies the matching faults to the handshake, delays first.
   * @returns undefined to continue; otherwise the status of the refusal, 0 without an answer.
   */
  async applyToHandshake(handshake: Handshake, socket: Duplex): Promise<number | undefined> {
    const { registry } = this;
    if (registry.isEmpty) {
      return undefined;
    }
    const subject = subjectOf(handshake);
    let late = registry.apply(subject, ['delay']);
    while (late !== undefined) {
      await pause(late.effect.ms, undefined, { ref: false });
      late = registry.apply(subject, ['delay']);
    }
    const fault = registry.apply(subject, ['status', 'never-answer']);
    if (fault?.effect.type === 'status') {
      refuse(socket, answerOf(fault.effect, this.clock.now()));
      return fault.effect.status;
    }
    if (fault !== undefined) {
      socket.once(
        'close',
        registry.onRemove(fault.id, () => socket.destroy()),
      );
      // Without a reader the client's disconnect would go unnoticed.
      socket.resume();
      return 0;
    }
    return undefined;
  }

  /** Watches an accepted socket. Call it before the engine listens to the socket. */
  watch(handshake: Handshake, socket: WebSocket): void {
    const subject = subjectOf(handshake);
    this.#open.set(socket, subject);
    socket.once('close', () => this.#open.delete(socket));
    socket.on('message', (data: Buffer) => {
      if (!this.registry.isEmpty) {
        const method = methodOf(data);
        this.#applyToSocket(
          socket,
          subject,
          (effect) => effect.at === 'call' && (effect.method ?? 'OpenDoc') === method,
        );
      }
    });
    this.#applyToSocket(socket, subject, ({ at }) => at === 'accepted');
  }

  #applyToSocket(
    socket: WebSocket,
    subject: FaultSubject,
    applies: (effect: CloseSocketEffect | SilentSocketEffect) => boolean,
  ): void {
    const fault = this.registry.apply(subject, SOCKET_EFFECTS, applies);
    if (fault === undefined) {
      return;
    }
    const { id, effect } = fault;
    const act = (): void => {
      if (effect.type === 'close-socket') {
        closeSocket(socket, effect.code, effect.reason);
      } else {
        socket.once(
          'close',
          this.registry.onRemove(id, () => socket.terminate()),
        );
        silence(socket);
      }
    };
    if (effect.afterMs === undefined || effect.afterMs === 0) {
      act();
      return;
    }
    const timer = setTimeout(act, effect.afterMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}

/** Stops reading, close frames included, and sending. */
function silence(socket: WebSocket): void {
  socket.pause();
  socket.send = () => undefined;
}

function subjectOf({ request, user }: Handshake): FaultSubject {
  return { request, kind: 'websocket', method: 'GET', path: (request.url ?? '').split('?')[0] ?? '', user };
}

/** Returns the method of a call to the engine; undefined for other data. */
function methodOf(data: Buffer): string | undefined {
  try {
    const message: unknown = JSON.parse(data.toString());
    const method = isRecord(message) ? message['method'] : undefined;
    return typeof method === 'string' ? method : undefined;
  } catch {
    // Not JSON, so not a call: the engine answers it.
    return undefined;
  }
}

function refuse(socket: Duplex, { status, headers, body }: FaultAnswer): void {
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`);
}
