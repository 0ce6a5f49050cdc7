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

/** Hosts are asked side by side, and not all at once: each report shall tell of its host and not of this page's load. */
const AT_ONCE = 3;

/** The examinations of a page: those that run, and the reports so far. */
@Injectable()
export class Examinations {
  private readonly doctor = inject(ConnectionDoctor);
  private readonly announcer = inject(Announcer);
  private readonly found = signal<ReadonlyMap<string, ConnectionReport>>(new Map());
  private readonly failed = signal<ReadonlyMap<string, QlikError>>(new Map());
  private readonly runningIds = signal<readonly string[]>([]);
  private running: Subscription | undefined;

  /** The latest report of each connection, by id. */
  readonly reports = this.found.asReadonly();
  /** Why a connection could not be examined at all, by id. */
  readonly errors = this.failed.asReadonly();
  readonly isRunning = computed(() => this.runningIds().length > 0);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.running?.unsubscribe());
  }

  /** Examines these connections anew; what runs still is given up. */
  run(connectionIds: readonly string[], options: DiagnosisOptions = {}): void {
    this.stop();
    this.found.set(new Map());
    this.failed.set(new Map());
    this.runningIds.set(connectionIds);
    this.running = from(connectionIds)
      .pipe(mergeMap((id) => this.examine(id, options), AT_ONCE))
      .subscribe();
  }

  /** Gives up what runs. */
  stop(): void {
    this.running?.unsubscribe();
    this.runningIds.set([]);
  }

  /** Forgets everything, for another choice of connections. */
  clear(): void {
    this.stop();
    this.found.set(new Map());
    this.failed.set(new Map());
  }

  private examine(id: string, options: DiagnosisOptions) {
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
