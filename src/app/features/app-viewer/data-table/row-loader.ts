import { computed, type Signal, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import type { HypercubeRow } from 'ngx-qlik/qix';
import type { RowWindow } from '../../../ui/row-window';

/** Rows to fetch before and after the visible ones. */
const ROWS_AROUND = 200;
/** Fetches more if fewer rows than this remain on a side. */
const MIN_ROWS_AHEAD = 80;

type FetchRows = (top: number, height: number) => Promise<readonly HypercubeRow[]>;

/**
 * Fetches the rows around the visible ones, one request at a time: rows that were scrolled past while a request was in
 * progress are skipped, and only the last response is kept.
 */
export class RowLoader {
  private readonly loaded = signal<ReadonlyMap<number, HypercubeRow>>(new Map());
  private readonly problem = signal<QlikError | undefined>(undefined);
  private requested: RowWindow = { top: 0, count: 0 };
  private rowCount = 0;
  /** Aborted by a new calculation of the table: responses to an earlier one are dropped. */
  private calculation = new AbortController();
  /** The calculation whose rows are being fetched. */
  private readonly fetching = signal<AbortSignal | undefined>(undefined);

  /** By row index. */
  readonly rows: Signal<ReadonlyMap<number, HypercubeRow>> = this.loaded.asReadonly();
  readonly error: Signal<QlikError | undefined> = this.problem.asReadonly();
  readonly isFetching: Signal<boolean> = computed(() => this.fetching() !== undefined);

  constructor(private readonly fetch: FetchRows) {}

  /**
   * Starts over after a new calculation of the table. A request in progress may never be answered: it is sent again.
   * @param firstRows rows that came with the layout
   */
  begin(firstRows: readonly HypercubeRow[], rowCount: number): void {
    const wasFetching = this.isFetching();
    this.calculation.abort();
    this.fetching.set(undefined);
    this.calculation = new AbortController();
    this.rowCount = rowCount;
    this.store(firstRows);
    this.problem.set(undefined);
    if (wasFetching) this.request(this.requested);
  }

  /** Requests the visible rows. */
  request(requested: RowWindow): void {
    this.requested = requested;
    if (this.fetching() !== this.calculation.signal) void this.fetchMissing(this.calculation.signal);
  }

  /** Requests the same rows again after an error. */
  retry(): void {
    this.request(this.requested);
  }

  /** Requests rows that failed again, unless a repetition cannot help. */
  retryAfterError(): void {
    if (this.problem()?.isRetryable) this.retry();
  }

  private async fetchMissing(calculation: AbortSignal): Promise<void> {
    this.fetching.set(calculation);
    try {
      while (!this.isLoaded()) {
        const top = Math.max(0, this.requested.top - ROWS_AROUND);
        const end = this.requested.top + this.requested.count + ROWS_AROUND;
        const height = Math.min(end, this.rowCount) - top;
        const outcome = await this.fetch(top, height).then(
          (rows) => ({ rows }),
          (thrown: unknown) => ({ error: toQlikError(thrown) }),
        );
        if (calculation.aborted) return;
        this.problem.set('error' in outcome ? outcome.error : undefined);
        if ('error' in outcome) return;
        this.store(outcome.rows);
        // Stops if the engine returns fewer rows than requested; otherwise it would loop.
        if (outcome.rows.length < height) return;
      }
      // The visible rows are loaded, also after a scroll away from rows that failed.
      this.problem.set(undefined);
    } finally {
      if (this.fetching() === calculation) this.fetching.set(undefined);
    }
  }

  /** Whether all visible rows are loaded, with enough rows on both sides. */
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
