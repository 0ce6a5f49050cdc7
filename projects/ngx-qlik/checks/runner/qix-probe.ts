import { explainNotice } from '../close-codes';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { readJson } from '../observation';

/** Why a request to the engine has no response. */
export type EngineFailure =
  | { readonly kind: 'time' }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** A JSON-RPC error of the engine. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** A client-managed server ends the session with a notification. */
  | { readonly kind: 'notice'; readonly name: string; readonly message?: string }
  | { readonly kind: 'must-sign-in' }
  /** The engine creates no session: `SESSION_ERROR_…`. */
  | { readonly kind: 'session-refused'; readonly state: string };

/** A request to the engine without a response. */
export class QixProbeError extends Error {
  override readonly name = 'EngineRefusal';

  constructor(readonly failure: EngineFailure) {
    super(`The engine did not answer: ${failure.kind}.`);
  }
}

/** An open WebSocket, of a browser or of Node. */
export interface QixSocket {
  send(text: string): void;
  close(): void;
  /** Calls the listener for each message, including those received before. */
  onText(listener: (text: string) => void): void;
  onClose(listener: (code: number, reason: string) => void): void;
}

/**
 * The part of the QIX protocol (JSON-RPC 2.0) that the checks need. Qlik's own client waits, retries and hides notifications, so it is
 * not used here.
 */
export class QixProbe {
  private readonly pending = new Map<number, (outcome: unknown, failure?: EngineFailure) => void>();
  private endReason: EngineFailure | undefined;
  private lastId = 0;

  constructor(
    private readonly socket: QixSocket,
    private readonly signal: AbortSignal,
  ) {
    socket.onText((text) => this.read(text));
    socket.onClose((code, reason) => this.end({ kind: 'closed', code, reason }));
    signal.addEventListener('abort', () => this.close());
  }

  /** Returns the engine's version. @throws {QixProbeError} */
  async version(limitMs: number): Promise<string> {
    const result = await this.request('EngineVersion', -1, [], limitMs);
    const version = isRecord(result) ? result['qVersion'] : undefined;
    const text = isRecord(version) ? version['qComponentVersion'] : undefined;
    return typeof text === 'string' ? text : 'of an unknown version';
  }

  /** Opens an app. @returns its handle @throws {QixProbeError} */
  async openApp(appId: string, limitMs: number): Promise<number> {
    return handleOf(await this.request('OpenDoc', -1, [appId, '', '', '', false], limitMs));
  }

  /** Returns the value of the expression `1`, calculated in a session object. @throws {QixProbeError} */
  async calculate(app: number, limitMs: number): Promise<unknown> {
    const definition = {
      qInfo: { qType: 'ngx-qlik-doctor' },
      qHyperCubeDef: {
        qMeasures: [{ qDef: { qDef: '=1' } }],
        qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: 1 }],
      },
    };
    const created = handleOf(await this.request('CreateSessionObject', app, [definition], limitMs));
    return numberOf(await this.request('GetLayout', created, [], limitMs));
  }

  close(): void {
    this.end({ kind: 'closed', code: 1000, reason: 'by the check' });
    this.socket.close();
  }

  private request(
    method: string,
    handle: number,
    params: readonly unknown[],
    limitMs: number,
  ): Promise<unknown> {
    if (this.endReason) return Promise.reject(new QixProbeError(this.endReason));
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(undefined, { kind: 'time' }), limitMs);
      const settle = (outcome: unknown, failure?: EngineFailure): void => {
        clearTimeout(timer);
        this.pending.delete(id);
        if (failure) reject(new QixProbeError(failure));
        else resolve(outcome);
      };
      this.pending.set(id, settle);
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, handle, params, delta: false }));
    });
  }

  private read(text: string): void {
    const message = readJson(text);
    if (!message) return;
    const { id, method, params, result, error } = message;
    if (typeof method === 'string') this.readNotification(method, isRecord(params) ? params : {});
    const settle = typeof id === 'number' ? this.pending.get(id) : undefined;
    if (!settle) return;
    if (isRecord(error)) settle(undefined, toFailure(error));
    else settle(result);
  }

  private readNotification(name: string, params: Readonly<Record<string, unknown>>): void {
    const { mustAuthenticate, qSessionState: state, message } = params;
    if (name === 'OnAuthenticationInformation' && mustAuthenticate === true)
      this.end({ kind: 'must-sign-in' });
    if (name === 'OnConnected' && typeof state === 'string' && !/^SESSION_(CREATED|ATTACHED)$/.test(state)) {
      this.end({ kind: 'session-refused', state });
    }
    if (explainNotice(name)) {
      this.end(typeof message === 'string' ? { kind: 'notice', name, message } : { kind: 'notice', name });
    }
  }

  /** Keeps the first reason: after it the socket closes too. */
  private end(failure: EngineFailure): void {
    this.endReason ??= failure;
    for (const settle of [...this.pending.values()]) settle(undefined, this.endReason);
  }
}

function toFailure(error: Readonly<Record<string, unknown>>): EngineFailure {
  const { code, message, parameter } = error;
  const texts = [message, parameter].filter((each) => typeof each === 'string' && each !== '');
  return { kind: 'error', code: typeof code === 'number' ? code : 0, message: texts.join(', ') };
}

function handleOf(result: unknown): number {
  const found = isRecord(result) ? result['qReturn'] : undefined;
  const handle = isRecord(found) ? found['qHandle'] : undefined;
  if (typeof handle === 'number') return handle;
  throw new QixProbeError({ kind: 'error', code: 0, message: 'The engine returned no handle.' });
}

/** Returns the number of the first cell of a hypercube's layout. */
function numberOf(result: unknown): unknown {
  const path = ['qLayout', 'qHyperCube', 'qDataPages', 0, 'qMatrix', 0, 0, 'qNum'];
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string | number, unknown>>)[name]
        : undefined,
    result,
  );
}

/** Buffers the messages of a socket until a listener is set. */
export class MessageBuffer {
  private readonly buffered: string[] = [];
  private listener: ((text: string) => void) | undefined;

  add(text: string): void {
    if (this.listener) this.listener(text);
    else this.buffered.push(text);
  }

  listen(listener: (text: string) => void): void {
    this.listener = listener;
    this.buffered.splice(0).forEach(listener);
  }
}
