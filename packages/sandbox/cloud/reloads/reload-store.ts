import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** The states of a reload; the first three are of one that has not ended. */
type ReloadStatus =
  | 'QUEUED'
  | 'RELOADING'
  | 'CANCELING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELED'
  | 'EXCEEDED_LIMIT';

/** A reload of an app, as `Reload` of `@qlik/api/reloads`. Times are ISO 8601. */
export interface ReloadRecord {
  readonly id: string;
  readonly appId: string;
  readonly userId: string;
  readonly status: ReloadStatus;
  readonly partial: boolean;
  readonly weight: number;
  readonly creationTime: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly log?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** How long a reload is in the queue, and how long it takes at least. Milliseconds. */
export interface ReloadPace {
  readonly queuedMs: number;
  readonly reloadingMs: number;
}

/** Slow enough that a user sees each state. */
export const RELOAD_PACE: ReloadPace = { queuedMs: 500, reloadingMs: 2_000 };

/** What a script has come to. */
export interface ScriptResult {
  readonly isSuccess: boolean;
  readonly log: string;
}

/** Runs the script of the reload's app. @param signal of its cancellation */
export type ScriptRunner = (reload: ReloadRecord, signal: AbortSignal) => Promise<ScriptResult>;

type NewReload = Pick<ReloadRecord, 'appId' | 'userId' | 'partial' | 'weight'>;

/** Qlik keeps the records of more; those of the sandbox are in memory. */
const MOST_RELOADS = 1_000;

/** The reloads of one tenant, oldest first; of each app one at a time. */
export class ReloadStore {
  readonly #reloads = new Map<string, ReloadRecord>();
  readonly #controllers = new Map<string, AbortController>();
  readonly #queues = new Map<string, Promise<void>>();
  /** Receives errors that are none of the script; set by the routes. */
  onFault: ((error: unknown) => void) | undefined;

  constructor(
    private readonly pace: ReloadPace,
    private readonly now: () => number,
  ) {}

  get all(): readonly ReloadRecord[] {
    return [...this.#reloads.values()];
  }

  find(id: string): ReloadRecord | undefined {
    return this.#reloads.get(id);
  }

  add(reload: NewReload, run: ScriptRunner): ReloadRecord {
    const id = randomBytes(12).toString('hex');
    const canceling = new AbortController();
    this.#controllers.set(id, canceling);
    const added = this.#put({ ...reload, id, status: 'QUEUED', creationTime: this.#time });
    const before = this.#queues.get(reload.appId) ?? Promise.resolve();
    this.#queues.set(
      reload.appId,
      before.then(() => this.#run(id, run, canceling.signal)),
    );
    const [oldest] = this.#reloads.keys();
    if (this.#reloads.size > MOST_RELOADS && oldest !== undefined) this.#reloads.delete(oldest);
    return added;
  }

  /** Cancels a reload. @returns false when it has ended */
  cancel(id: string): boolean {
    const canceling = this.#controllers.get(id);
    if (canceling === undefined) return false;
    this.#change(id, { status: 'CANCELING' });
    canceling.abort();
    return true;
  }

  /** Cancels what runs, waits for its end, and forgets all. */
  async clear(): Promise<void> {
    for (const canceling of this.#controllers.values()) canceling.abort();
    await Promise.all(this.#queues.values());
    this.#queues.clear();
    this.#reloads.clear();
  }

  async #run(id: string, run: ScriptRunner, signal: AbortSignal): Promise<void> {
    const isCanceled = (): boolean => signal.aborted;
    try {
      await pause(this.pace.queuedMs, signal);
      if (isCanceled()) return this.#end(id, { status: 'CANCELED' });
      const started = this.#change(id, { status: 'RELOADING', startTime: this.#time });
      if (started === undefined) return;
      const [{ isSuccess, log }] = await Promise.all([
        run(started, signal),
        pause(this.pace.reloadingMs, signal),
      ]);
      if (isCanceled()) return this.#end(id, { status: 'CANCELED', log });
      const failure = { errorCode: 'EngineReloadError', errorMessage: 'The load script failed.' };
      this.#end(id, { status: isSuccess ? 'SUCCEEDED' : 'FAILED', log, ...(isSuccess ? {} : failure) });
    } catch (error) {
      if (isCanceled()) return this.#end(id, { status: 'CANCELED' });
      this.onFault?.(error);
      this.#end(id, { status: 'FAILED', errorCode: 'EngineConnectionError', errorMessage: String(error) });
    } finally {
      this.#controllers.delete(id);
    }
  }

  #end(id: string, change: Partial<ReloadRecord>): void {
    this.#change(id, { ...change, endTime: this.#time });
  }

  get #time(): string {
    return new Date(this.now()).toISOString();
  }

  #change(id: string, change: Partial<ReloadRecord>): ReloadRecord | undefined {
    const reload = this.#reloads.get(id);
    return reload === undefined ? undefined : this.#put({ ...reload, ...change });
  }

  #put(reload: ReloadRecord): ReloadRecord {
    this.#reloads.set(reload.id, reload);
    return reload;
  }
}

/** Resolves after that time, or at once when it is canceled. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
