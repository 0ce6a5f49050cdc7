import { explainNotice } from '../checks/close-codes';
import { isRecord, readJson } from '../checks/observation';

/** Why a question to the engine has no answer. */
export type EngineFailure =
  | { readonly kind: 'time' }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** An error of the engine's own, with its code. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** A client-managed server ends the session and says why. */
  | { readonly kind: 'notice'; readonly name: string; readonly message?: string }
  | { readonly kind: 'must-sign-in' }
  /** The engine gives no session: `SESSION_ERROR_…`. */
  | { readonly kind: 'session-refused'; readonly state: string };

/** A question that was not answered. */
export class QixProbeError extends Error {
  override readonly name = 'EngineRefusal';

  constructor(readonly failure: EngineFailure) {
    super(`The engine did not answer: ${failure.kind}.`);
  }
}

/** A WebSocket that is open, of a browser or of Node. */
export interface QixSocket {
  send(text: string): void;
  close(): void;
  /** Called for each text that arrives, also for those that arrived before. */
  onText(listener: (text: string) => void): void;
  onClose(listener: (code: number, reason: string) => void): void;
}

/**
 * The few words of Qlik's engine protocol (JSON-RPC 2.0) that an examination needs, past Qlik's own code: that waits, retries and keeps
 * to itself what it was told.
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

  /** The engine's version. @throws {QixProbeError} */
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

  /** The number that the engine makes of the expression `1`, in a hypercube of this session only. @throws {QixProbeError} */
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
    this.end({ kind: 'closed', code: 1000, reason: 'by the examination' });
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

  /** The first reason counts: what ends a session is followed by a socket that closes. */
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
  throw new QixProbeError({ kind: 'error', code: 0, message: 'The engine gave nothing to work with.' });
}

/** The first cell of a hypercube's layout. */
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
