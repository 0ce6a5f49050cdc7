import { randomUUID } from 'node:crypto';
import { ReportFailure, type ReportProblem } from './report-error.ts';
import type { ReportPlan } from './report-plan.ts';

/** A report, from its request to its end. */
export interface Report {
  readonly id: string;
  readonly userId: string;
  readonly outputId: string;
  readonly status: 'queued' | 'processing' | 'done' | 'failed';
  /** Id of the file, once it is done. */
  readonly contentId?: string;
  readonly sizeBytes?: number;
  readonly problem?: ReportProblem;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A finished file. */
interface MadeFile {
  readonly contentId: string;
  readonly sizeBytes: number;
}

/** Makes a report. */
export type ReportMaker = (reportId: string, signal: AbortSignal) => Promise<MadeFile>;

const TIMEOUT: ReportProblem = {
  code: 'REP-429014',
  title: 'The export could not be completed within the requested deadline.',
};

/** The reports of one tenant, made one after another. */
export class ReportStore {
  readonly #reports = new Map<string, Report>();
  readonly #closing = new AbortController();
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly now: () => number,
    private readonly reportFault: (error: unknown) => void,
  ) {}

  /** Queues a report. @returns its id */
  add(userId: string, { outputId, lifetimeMs, deadlineMs }: ReportPlan, make: ReportMaker): string {
    const id = randomUUID();
    const expiresAt = this.now() + lifetimeMs + deadlineMs;
    this.#reports.set(id, { id, userId, outputId, status: 'queued', expiresAt });
    // The deadline counts from the request on.
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(deadlineMs)]);
    this.#queue = this.#queue.then(() => this.#run(id, make, signal));
    return id;
  }

  /** Returns a report of the user that has not expired. */
  find(id: string, userId: string): Report | undefined {
    for (const { id: each, expiresAt } of this.#reports.values())
      if (expiresAt <= this.now()) this.#reports.delete(each);
    const found = this.#reports.get(id);
    return found?.userId === userId ? found : undefined;
  }

  /** Ends the report under way and those in the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue;
  }

  async #run(id: string, make: ReportMaker, signal: AbortSignal): Promise<void> {
    this.#change(id, { status: 'processing' });
    try {
      signal.throwIfAborted();
      this.#change(id, { status: 'done', ...(await make(id, signal)) });
    } catch (error) {
      this.#change(id, { status: 'failed', problem: this.#problemOf(error, signal) });
    }
  }

  #problemOf(error: unknown, signal: AbortSignal): ReportProblem {
    if (error instanceof ReportFailure) return error.problem;
    if (signal.aborted) return TIMEOUT;
    this.reportFault(error);
    return { code: 'REP-500000', title: 'Fail to resolve resource.' };
  }

  #change(id: string, change: Partial<Report>): void {
    const report = this.#reports.get(id);
    if (report) this.#reports.set(id, { ...report, ...change });
  }
}
