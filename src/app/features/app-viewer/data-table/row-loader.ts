import { type Signal, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { HypercubeRow } from 'ngx-qlik/qix';
import type { RowWindow } from '../../../ui/row-window';

/** Fetched on each side of the rows that are wanted. */
const ROWS_AROUND = 200;
/** Fewer than this many rows left on a side, and the next ones are fetched. */
const MIN_ROWS_AHEAD = 80;

type FetchRows = (top: number, height: number) => Promise<readonly HypercubeRow[]>;

/**
 * Fetches the rows around those in sight, one answer at a time: what was passed over while an answer was under way is never asked for, and
 * only the last answer is held.
 */
export class RowLoader {
  private readonly loaded = signal<ReadonlyMap<number, HypercubeRow>>(new Map());
  private readonly problem = signal<QlikError | undefined>(undefined);
  private requested: RowWindow = { top: 0, count: 0 };
  private rowCount = 0;
  /** Another number is another calculation: answers to the one before are of no use. */
  private calculation = 0;
  private isFetching = false;

  /** By their index. */
  readonly rows: Signal<ReadonlyMap<number, HypercubeRow>> = this.loaded.asReadonly();
  readonly error: Signal<QlikError | undefined> = this.problem.asReadonly();

  constructor(private readonly fetch: FetchRows) {}

  /** The table has been calculated anew. @param firstRows that came with it */
  begin(firstRows: readonly HypercubeRow[], rowCount: number): void {
    this.calculation += 1;
    this.rowCount = rowCount;
    this.store(firstRows);
    this.problem.set(undefined);
  }

  /** These rows are in sight. */
  request(requested: RowWindow): void {
    this.requested = requested;
    if (!this.isFetching) void this.fetchMissing();
  }

  /** After a failure: the same rows again. */
  retry(): void {
    this.request(this.requested);
  }

  private async fetchMissing(): Promise<void> {
    this.isFetching = true;
    try {
      while (!this.isLoaded()) {
        const { calculation } = this;
        const top = Math.max(0, this.requested.top - ROWS_AROUND);
        const end = this.requested.top + this.requested.count + ROWS_AROUND;
        const height = Math.min(end, this.rowCount) - top;
        const outcome = await this.fetch(top, height).then(
          (rows) => ({ rows }),
          (thrown: unknown) => ({ error: toQlikError(thrown) }),
        );
        if (calculation !== this.calculation) continue;
        this.problem.set('error' in outcome ? outcome.error : undefined);
        if ('error' in outcome) return;
        this.store(outcome.rows);
        // An engine that gives fewer rows than the table has would be asked for ever.
        if (outcome.rows.length < height) return;
      }
    } finally {
      this.isFetching = false;
    }
  }

  /** Is everything in sight here, with enough on both sides? */
  private isLoaded(): boolean {
    const { top, count } = this.requested;
    if (count === 0 || this.rowCount === 0) return true;
    const first = Math.max(0, top - MIN_ROWS_AHEAD);
    const last = Math.min(this.rowCount, top + count + MIN_ROWS_AHEAD) - 1;
    return last < first || (this.loaded().has(first) && this.loaded().has(last));
  }

  private store(rows: readonly HypercubeRow[]): void {
    this.loaded.set(new Map(rows.map((row) => [row.index, row])));
  }
}
