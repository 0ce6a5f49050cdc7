import type { JsonObject } from '../protocol/json.ts';

/** A message of `ProgressData`: a code of `LocalizedMessageCode` with what it is about. */
export interface ProgressMessage {
  readonly code: number;
  readonly parameters: readonly string[];
}

/** Codes of the published schema that this engine tells. */
export const PROGRESS_CODES = { text: 0, error: 10, done: 11, reload: 20, linesFetched: 21 } as const;

/** What went wrong in a script, and where. */
export interface ProgressError {
  readonly message: string;
  readonly statement: string;
  readonly line: number;
}

interface Run {
  readonly method: string;
  readonly startedAt: number;
  finishedAt: number | undefined;
  transient: ProgressMessage | undefined;
  /** Told once, with the next question. */
  undelivered: ProgressMessage[];
  readonly errors: ProgressError[];
}

const MAX_RUNS = 50;

/** How far requests of a session are, for `GetProgress`. */
export class RequestProgress {
  private readonly runs = new Map<number, Run>();
  private running: Run | undefined;
  private lastReload: Run | undefined;
  private isCanceled = false;

  /** Somebody called the reload off that runs: it stops at its next breath. */
  get isReloadCanceled(): boolean {
    return this.isCanceled;
  }

  start(requestId: number, method: string): void {
    if (this.runs.size >= MAX_RUNS) {
      const [oldest] = this.runs.keys();
      if (oldest !== undefined) this.runs.delete(oldest);
    }
    this.runs.set(requestId, newRun(method));
  }

  finish(requestId: number): void {
    const run = this.runs.get(requestId);
    if (run) run.finishedAt = Date.now();
  }

  /** A request's turn has come: what is told from now on is about it. */
  setRunning(requestId: number): void {
    this.running = this.runs.get(requestId);
  }

  /** The request that runs reloads data: clients that ask without a request's id mean it. */
  beginReload(): void {
    this.isCanceled = false;
    this.running ??= newRun('DoReload');
    this.lastReload = this.running;
    this.addPersistent({ code: PROGRESS_CODES.reload, parameters: [] });
  }

  /** Calls the reload off that runs, or only when it is that request. */
  cancelReload(requestId?: number): void {
    if (requestId === undefined || this.runs.get(requestId) === this.running) this.isCanceled = true;
  }

  /** Stands until the next of its kind. */
  setTransient(message: ProgressMessage): void {
    if (this.running) this.running.transient = message;
  }

  /** Stays in the client's log. */
  addPersistent(message: ProgressMessage): void {
    this.running?.undelivered.push(message);
  }

  fail(error: ProgressError): void {
    this.running?.errors.push(error);
  }

  /**
   * `ProgressData` of a request, or for 0 of the last reload. For an unknown request it is what the engine says then, which clients take for
   * no progress at all.
   */
  progressData(requestId: number): JsonObject {
    const run = requestId === 0 ? this.lastReload : this.runs.get(requestId);
    const isRunning = run !== undefined && run.finishedAt === undefined;
    const undelivered = run?.undelivered ?? [];
    if (run) run.undelivered = [];
    const defaultMessage = { code: PROGRESS_CODES.text, parameters: [isRunning ? run.method : ''] };
    return {
      qStarted: true,
      qFinished: !isRunning,
      qCompleted: run?.finishedAt === undefined ? 0 : 1,
      qTotal: run ? 1 : 0,
      qKB: 0,
      qMillisecs: run ? (run.finishedAt ?? Date.now()) - run.startedAt : 0,
      qUserInteractionWanted: false,
      qErrorData: (run?.errors ?? []).map(errorData),
      qPersistentProgressMessages: undelivered.map(messageOf),
      qTransientProgressMessage: messageOf((isRunning ? run.transient : undefined) ?? defaultMessage),
    };
  }
}

function newRun(method: string): Run {
  return {
    method,
    startedAt: Date.now(),
    finishedAt: undefined,
    transient: undefined,
    undelivered: [],
    errors: [],
  };
}

function messageOf({ code, parameters }: ProgressMessage): JsonObject {
  return { qMessageCode: code, qMessageParameters: parameters };
}

function errorData({ message, statement, line }: ProgressError): JsonObject {
  return {
    qErrorString: message,
    qLineEnd: line > 0 ? `Line ${line}` : '',
    qLine: statement,
    qErrorDataCode: 'EDC_ERROR',
    qMessage: { qMessageCode: PROGRESS_CODES.error, qMessageParameters: [message] },
  };
}
