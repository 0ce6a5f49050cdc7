import type { RawData, WebSocket } from 'ws';
import { isRecord } from '../../json/is-record.ts';
import { toInteger, toText } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { GlobalContext } from '../methods/global-methods.ts';
import { dispatch, UnsupportedMethod, type Answer, type Request } from './dispatcher.ts';
import type { EngineLogger } from './engine-logger.ts';
import type { EngineSession, SessionListener } from './engine-session.ts';

/** Close codes of Qlik's engine and of the proxy in front of it. */
export const CLOSE_CODES = {
  idle: 4001,
  engineTerminating: 4003,
  sessionLimit: 4005,
  badRequest: 4202,
  forbidden: 4203,
  appNotFound: 4204,
  tooManyRequests: 4205,
  messageTooLarge: 1009,
  /** Cannot be sent: the code that a client reads after its connection broke. */
  broken: 1006,
} as const;

/** Thrown when the user may not open the app: the socket closes with the code, without a response. */
export class AccessRefused extends Error {
  constructor(readonly closeCode: number) {
    super('The app may not be opened by this user');
    this.name = 'AccessRefused';
  }
}

/** Limits of one socket. */
export interface SocketLimits {
  readonly maxMessageBytes: number;
  readonly maxPendingRequests: number;
}

/** Receives what a socket answers. */
export interface AnswerListener {
  answered?(method: string, answer: Answer): void;
  /** @param name the method with its type, such as `Doc.Publish` */
  unsupported(name: string): void;
}

/** Methods that run at once, while an earlier request of the session is still running. */
const UNQUEUED_METHODS: ReadonlySet<string> = new Set([
  'GetProgress',
  'CancelRequest',
  'AbortRequest',
  'AbortAll',
  'CancelReload',
  'GetInteract',
  'InteractDone',
]);

/** Returns whether `GetProgress` reports on a request: loads, reloads and saves may take long. */
function isProgressTracked({ handle, method }: Request): boolean {
  return handle === -1 || method === 'DoReload' || method === 'DoReloadEx' || method === 'DoSave';
}

/** One WebSocket of a session: reads requests, writes responses and notifications. */
export class ClientSocket implements SessionListener {
  lastMessageAt = Date.now();

  constructor(
    readonly socket: WebSocket,
    private readonly engineSession: EngineSession,
    private readonly context: GlobalContext,
    private readonly limits: SocketLimits,
    private readonly logger: EngineLogger,
    private readonly answers: AnswerListener,
  ) {
    socket.on('message', (data, isBinary) => this.receive(data, isBinary));
  }

  push(message: Readonly<Record<string, unknown>>): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private receive(data: RawData, isBinary: boolean): void {
    this.lastMessageAt = Date.now();
    const bytes = Array.isArray(data)
      ? Buffer.concat(data)
      : data instanceof ArrayBuffer
        ? Buffer.from(data)
        : data;
    if (bytes.length > this.limits.maxMessageBytes) {
      this.socket.close(CLOSE_CODES.messageTooLarge, 'Message too large');
      return;
    }
    if (isBinary) {
      this.socket.close(CLOSE_CODES.badRequest, 'Text messages only');
      return;
    }
    const request = this.readRequest(bytes.toString('utf8'));
    if (!request) return;
    if (UNQUEUED_METHODS.has(request.method) && request.handle === -1) {
      void this.respond(request);
      return;
    }
    if (this.engineSession.pending >= this.limits.maxPendingRequests) {
      this.socket.close(CLOSE_CODES.tooManyRequests, 'Too many requests');
      return;
    }
    if (typeof request.id === 'number' && isProgressTracked(request))
      this.engineSession.progress.start(request.id, request.method);
    this.engineSession.enqueue(() => {
      if (typeof request.id === 'number') this.engineSession.progress.setRunning(request.id);
      return this.respond(request);
    });
  }

  private readRequest(source: string): Request | undefined {
    let message: unknown;
    try {
      message = JSON.parse(source) as unknown;
    } catch {
      this.sendError(null, QIX_CODES.parseError, 'Parse error');
      return undefined;
    }
    const id = isRecord(message) ? message['id'] : undefined;
    const isId = typeof id === 'number' || typeof id === 'string';
    if (!isRecord(message) || !isId || toText(message['method']) === '') {
      this.sendError(isId ? id : null, QIX_CODES.invalidRequest, 'Invalid Request');
      return undefined;
    }
    return {
      id,
      handle: toInteger(message['handle'], -1),
      method: toText(message['method']),
      params: message['params'],
    };
  }

  private sendError(id: number | string | null, code: number, message: string): void {
    this.push({ jsonrpc: '2.0', id, error: { code, parameter: '', message } });
  }

  private async respond(request: Request): Promise<void> {
    this.engineSession.statistics.countCall(request.method);
    try {
      const answer = await dispatch(request, this.engineSession, this.context);
      this.answers.answered?.(request.method, answer);
      const changes = this.engineSession.takeChanges(this);
      this.push({ jsonrpc: '2.0', id: request.id, result: answer.result, ...changes });
    } catch (error) {
      this.respondWithError(request, error);
    } finally {
      if (typeof request.id === 'number') this.engineSession.progress.finish(request.id);
    }
  }

  private respondWithError(request: Request, error: unknown): void {
    if (error instanceof AccessRefused) {
      this.socket.close(error.closeCode, 'The app may not be opened');
      return;
    }
    const changes = this.engineSession.takeChanges(this);
    if (error instanceof QixError) {
      if (error instanceof UnsupportedMethod) {
        this.logger.warn(`Method not supported: ${error.qualifiedName}`);
        this.answers.unsupported(error.qualifiedName);
      }
      const { code, parameter, message } = error;
      this.push({ jsonrpc: '2.0', id: request.id, error: { code, parameter, message }, ...changes });
      return;
    }
    this.logger.error(`${request.method} failed`, error);
    this.push({
      jsonrpc: '2.0',
      id: request.id,
      error: { code: QIX_CODES.internalError, parameter: request.method, message: 'Internal error' },
      ...changes,
    });
  }
}
