import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import {
  ConnectionDoctor,
  type ConnectionReport,
  type DiagnosisOptions,
  summarize,
} from 'ngx-qlik/diagnostics';
import { catchError, EMPTY, from, mergeMap, type Subscription, tap } from 'rxjs';
import { Announcer } from '../../ui/announcer';

/** Limits parallel runs: more would measure the load of this page. */
const MAX_PARALLEL = 3;

/** The runs of the connection doctor on a page, and their reports. */
@Injectable()
export class DiagnosticRuns {
  private readonly doctor = inject(ConnectionDoctor);
  private readonly announcer = inject(Announcer);
  private readonly found = signal<ReadonlyMap<string, ConnectionReport>>(new Map());
  private readonly failed = signal<ReadonlyMap<string, QlikError>>(new Map());
  private readonly runningIds = signal<readonly string[]>([]);
  private running: Subscription | undefined;

  /** The latest report by connection id. */
  readonly reports = this.found.asReadonly();
  /** The error by connection id if a run could not start. */
  readonly errors = this.failed.asReadonly();
  readonly isRunning = computed(() => this.runningIds().length > 0);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.running?.unsubscribe());
  }

  /** Runs the doctor for these connections; stops former runs. */
  run(connectionIds: readonly string[], options: DiagnosisOptions = {}): void {
    this.stop();
    this.found.set(new Map());
    this.failed.set(new Map());
    this.runningIds.set(connectionIds);
    this.running = from(connectionIds)
      .pipe(mergeMap((id) => this.runOne(id, options), MAX_PARALLEL))
      .subscribe();
  }

  /** Stops all runs. */
  stop(): void {
    this.running?.unsubscribe();
    this.runningIds.set([]);
  }

  /** Clears all reports, for another choice of connections. */
  clear(): void {
    this.stop();
    this.found.set(new Map());
    this.failed.set(new Map());
  }

  private runOne(id: string, options: DiagnosisOptions) {
    return this.doctor.diagnose(id, options).pipe(
      catchError((thrown: unknown) => {
        this.failed.update((all) => new Map(all).set(id, toQlikError(thrown)));
        this.end(id);
        return EMPTY;
      }),
      tap((report) => {
        this.found.update((all) => new Map(all).set(id, report));
        if (report.status !== 'done') return;
        this.end(id);
        this.announcer.announce(`${report.connection.label}: ${summarize(report)}`);
      }),
    );
  }

  private end(id: string): void {
    this.runningIds.update((ids) => ids.filter((each) => each !== id));
  }
}
