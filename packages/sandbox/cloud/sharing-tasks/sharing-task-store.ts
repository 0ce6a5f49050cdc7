import { randomBytes, randomUUID } from 'node:crypto';
import { pause } from '../reloads/reload-store.ts';
import type { SharingExecution, SharingTask } from './sharing-task.ts';

/** What an execution has made, and why the rest could not be made. */
export type ExecutionResult = Pick<SharingExecution, 'files' | 'errors'>;

/** Makes the files of an execution. @param signal of its cancellation and of its deadline */
export type ExecutionRunner = (execution: SharingExecution, signal: AbortSignal) => Promise<ExecutionResult>;

/** What tenant admins can switch. */
interface SharingSettings {
  readonly isSharingOn: boolean;
  readonly areSubscriptionsOn: boolean;
  /** Of the last change. ISO 8601. */
  readonly changedAt: string;
}

/** Of one task, where it does not say how many. */
const HISTORY_SIZE = 10;
/** Of the tenant: their files are in memory. */
const MOST_EXECUTIONS = 100;
/** Of all files of an execution together. */
const DEADLINE_MS = 600_000;

/** The sharing tasks of one tenant with their executions, in memory. Executions run one after another. */
export class SharingTaskStore {
  readonly #tasks = new Map<string, SharingTask>();
  /** In the order in which they were asked for. */
  readonly #executions = new Map<string, SharingExecution>();
  readonly #cancelling = new Map<string, AbortController>();
  #queue: Promise<void> = Promise.resolve();
  #settings: SharingSettings;
  /** Receives errors of the sandbox's own; set by the routes. */
  onFault: ((error: unknown) => void) | undefined;

  constructor(
    private readonly queuedMs: number,
    private readonly now: () => number,
  ) {
    this.#settings = this.#defaults();
  }

  get all(): readonly SharingTask[] {
    return [...this.#tasks.values()];
  }

  get settings(): SharingSettings {
    return this.#settings;
  }

  configure(changes: Partial<Omit<SharingSettings, 'changedAt'>>): void {
    this.#settings = { ...this.#settings, ...changes, changedAt: this.time() };
  }

  find(id: string): SharingTask | undefined {
    return this.#tasks.get(id);
  }

  add(task: Omit<SharingTask, 'id' | 'createdAt' | 'updatedAt'>): SharingTask {
    const at = this.time();
    return this.#put({ ...task, id: randomBytes(12).toString('hex'), createdAt: at, updatedAt: at });
  }

  change(task: SharingTask, changes: Partial<SharingTask>): SharingTask {
    return this.#put({ ...task, ...changes });
  }

  /** Removes a task with its executions; one under way ends. */
  remove({ id }: SharingTask): void {
    this.cancel(id);
    this.#tasks.delete(id);
    for (const { id: each } of this.executionsOf(id)) this.#executions.delete(each);
  }

  /** The executions of a task, oldest first. */
  executionsOf(taskId: string): readonly SharingExecution[] {
    return [...this.#executions.values()].filter((each) => each.taskId === taskId);
  }

  /** Whether an execution of the task has not ended. */
  isRunning(taskId: string): boolean {
    return this.executionsOf(taskId).some(({ endedAt }) => endedAt === undefined);
  }

  /** Queues an execution. */
  execute(task: SharingTask, run: ExecutionRunner): SharingExecution {
    const cancelling = new AbortController();
    const execution: SharingExecution = {
      id: randomUUID(),
      taskId: task.id,
      status: 'initialized',
      requestedAt: this.time(),
      totalCount: task.templates.length,
      files: [],
      errors: [],
    };
    this.#executions.set(execution.id, execution);
    this.#cancelling.set(execution.id, cancelling);
    this.#forgetOld(task);
    this.#queue = this.#queue.then(() => this.#run(execution.id, run, cancelling.signal));
    return execution;
  }

  /** Cancels the execution of a task that has not ended. @returns false when there is none */
  cancel(taskId: string): boolean {
    const running = this.executionsOf(taskId).find(({ endedAt }) => endedAt === undefined);
    if (running === undefined) return false;
    this.#change(running.id, { status: 'cancelling' });
    this.#cancelling.get(running.id)?.abort();
    return true;
  }

  /** Cancels what runs, forgets all, and waits for the end. */
  async clear(): Promise<void> {
    for (const cancelling of this.#cancelling.values()) cancelling.abort();
    this.#tasks.clear();
    this.#executions.clear();
    this.#settings = this.#defaults();
    await this.#queue;
  }

  /** Now. ISO 8601. */
  time(): string {
    return new Date(this.now()).toISOString();
  }

  async #run(id: string, run: ExecutionRunner, signal: AbortSignal): Promise<void> {
    const isCancelled = (): boolean => signal.aborted;
    try {
      await pause(this.queuedMs, signal);
      if (isCancelled()) return this.#end(id, { status: 'cancelled' });
      const started = this.#change(id, { status: 'in-progress', startTime: this.time() });
      if (started === undefined) return;
      const result = await run(started, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
      if (isCancelled()) return this.#end(id, { status: 'cancelled' });
      this.#end(id, { ...result, status: result.errors.length === 0 ? 'successful' : 'failed' });
    } catch (error) {
      if (isCancelled()) return this.#end(id, { status: 'cancelled' });
      this.onFault?.(error);
      this.#end(id, { status: 'failed', errors: [{ code: 'HTTP-500', title: 'Internal server error' }] });
    } finally {
      this.#cancelling.delete(id);
    }
  }

  #end(id: string, change: Partial<SharingExecution>): void {
    this.#change(id, { ...change, endedAt: this.time() });
  }

  #change(id: string, change: Partial<SharingExecution>): SharingExecution | undefined {
    const execution = this.#executions.get(id);
    if (execution === undefined) return undefined;
    const changed = { ...execution, ...change };
    this.#executions.set(id, changed);
    return changed;
  }

  #forgetOld({ id, details }: SharingTask): void {
    const size = details.retentionPolicy?.historySize ?? HISTORY_SIZE;
    const own = this.executionsOf(id).slice(0, -size);
    const all = [...this.#executions.values()].slice(0, -MOST_EXECUTIONS);
    for (const { id: each, endedAt } of [...own, ...all])
      if (endedAt !== undefined) this.#executions.delete(each);
  }

  #defaults(): SharingSettings {
    return { isSharingOn: true, areSubscriptionsOn: true, changedAt: this.time() };
  }

  #put(task: SharingTask): SharingTask {
    this.#tasks.set(task.id, task);
    return task;
  }
}
