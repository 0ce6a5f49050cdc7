import type { JsonObject } from '../protocol/json.ts';

/** A message of `ProgressData`: a code of `LocalizedMessageCode` with its parameters. */
export interface ProgressMessage {
  readonly code: number;
  readonly parameters: readonly string[];
}

/** Codes of the published schema that this engine uses. */
export const PROGRESS_CODES = { text: 0, error: 10, done: 11, reload: 20, linesFetched: 21 } as const;

/** A script error with its statement and line. */
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
  /** Persistent messages that the next `GetProgress` returns once. */
  undelivered: ProgressMessage[];
  readonly errors: JsonObject[];
}

const MAX_RUNS = 50;

/** Progress of a session's requests, for `GetProgress`. */
export class RequestProgress {
  private readonly runs = new Map<number, Run>();
  private running: Run | undefined;
  private lastReload: Run | undefined;
  private isCanceled = false;
  private paused: { readonly interaction: JsonObject; readonly proceed: () => void } | undefined;

  /** True when the running reload was canceled: it stops at its next progress report. */
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

  /** Sets the running request: further messages belong to it. */
  setRunning(requestId: number): void {
    this.running = this.runs.get(requestId);
  }

  /** Marks the running request as a reload: `GetProgress` without a request id reports on it. */
  beginReload(): void {
    this.isCanceled = false;
    this.running ??= newRun('DoReload');
    this.lastReload = this.running;
    this.addPersistent({ code: PROGRESS_CODES.reload, parameters: [] });
  }

  /** Cancels the running reload; with an id only if the reload has that id. */
  cancelReload(requestId?: number): void {
    if (requestId !== undefined && this.runs.get(requestId) !== this.running) return;
    this.isCanceled = true;
    this.paused?.proceed();
  }

  /** Pauses the running reload until the client has done the interaction, or until the reload is canceled. */
  async pause(interaction: JsonObject): Promise<void> {
    if (this.isCanceled) return;
    await new Promise<void>((proceed) => {
      this.paused = { interaction, proceed };
    });
    this.paused = undefined;
  }

  /** Returns the `InteractDef` that a request waits for; 0 is the last reload. */
  interaction(requestId: number): JsonObject | undefined {
    return this.isPaused(this.runOf(requestId)) ? this.paused?.interaction : undefined;
  }

  /** Lets a request that {@link pause}d go on. */
  interactionDone(requestId: number): void {
    if (this.isPaused(this.runOf(requestId))) this.paused?.proceed();
  }

  private runOf(requestId: number): Run | undefined {
    return requestId === 0 ? this.lastReload : this.runs.get(requestId);
  }

  private isPaused(run: Run | undefined): boolean {
    return this.paused !== undefined && run !== undefined && run === this.running;
  }

  /** Sets the transient message, which replaces the one before. */
  setTransient(message: ProgressMessage): void {
    if (this.running) this.running.transient = message;
  }

  /** Adds a persistent message, which clients append to their log. */
  addPersistent(message: ProgressMessage): void {
    this.running?.undelivered.push(message);
  }

  fail(error: ProgressError): void {
    this.running?.errors.push(errorData(error));
  }

  /** Adds a warning of a reload that succeeds. @param code a code of `ErrorDataCode` */
  warn(message: string, code: string): void {
    const warning = errorData({ message, statement: '', line: 0 });
    this.running?.errors.push({ ...warning, qErrorDataCode: code });
  }

  /**
   * Returns `ProgressData` of a request, or of the last reload for id 0. For an unknown request it returns what Qlik's engine does, which
   * clients read as no progress.
   */
  progressData(requestId: number): JsonObject {
    const run = this.runOf(requestId);
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
      qUserInteractionWanted: this.isPaused(run),
      qErrorData: [...(run?.errors ?? [])],
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
