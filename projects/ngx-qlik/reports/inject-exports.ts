import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  inject,
  Injector,
  type Signal,
  signal,
} from '@angular/core';
import { QlikError, toQlikError } from 'ngx-qlik';
import type { WatchOptions } from 'ngx-qlik/qix';
import { Exporter } from './exporter';
import type { ExportRequest } from './export-request';
import type { ExportedFile, ExportState } from './export-state';
import { exportCanceled } from './export-work';

/** One export. */
export interface RunningExport {
  readonly state: Signal<ExportState>;
  /** Until it is done, failed or canceled. */
  readonly isRunning: Signal<boolean>;
  /** From 0 to 1; undefined while unknown, as it is while Qlik makes a file. */
  readonly progress: Signal<number | undefined>;
  /**
   * The file.
   * @throws {QlikError} what is in the state `failed`; `export-canceled`
   */
  readonly file: Promise<ExportedFile>;
  /** Ends it; without effect when it is over. Qlik may go on with a report that is not downloaded any more. */
  cancel(): void;
}

/** Exports of one part of the page. */
export interface Exports {
  /** Begins an export. The file is not saved: see `saveFile`. */
  start(request: ExportRequest): RunningExport;
  /** The exports under way, in the order in which they were begun. */
  readonly running: Signal<readonly RunningExport[]>;
}

/**
 * Exports charts, sheets and tables as files. Exports that are under way when the injector is destroyed, for example when the user leaves
 * the page, are canceled; when the user signs out, they fail.
 *
 * @param options `injector` for use outside an injection context
 */
export function injectExports(options: WatchOptions = {}): Exports {
  if (!options.injector) assertInInjectionContext(injectExports);
  const injector = options.injector ?? inject(Injector);
  const running = signal<readonly RunningExport[]>([]);
  let isDestroyed = false;
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    running().forEach((each) => each.cancel());
  });
  return {
    running: running.asReadonly(),
    start: (request) => {
      // Not before: a page that exports nothing needs no HttpClient.
      const started = start(isDestroyed ? LEFT : injector.get(Exporter), request);
      const end = () => running.update((all) => all.filter((each) => each !== started));
      running.update((all) => [...all, started]);
      started.file.then(end, end);
      // Begun by what was still under way when the user left the page.
      if (isDestroyed) started.cancel();
      return started;
    },
  };
}

/** An injector that was destroyed may give nothing any more. */
const LEFT: Pick<Exporter, 'export'> = { export: () => Promise.reject(exportCanceled()) };

function start(exporter: Pick<Exporter, 'export'>, request: ExportRequest): RunningExport {
  const canceling = new AbortController();
  const state = signal<ExportState>({ status: 'preparing' });
  const isRunning = computed(() => !['done', 'failed', 'canceled'].includes(state().status));
  const show = (next: ExportState) => {
    if (isRunning()) state.set(next);
  };
  const file = exporter.export(request, canceling.signal, show).then(
    (made) => {
      show({ status: 'done', file: made });
      return made;
    },
    (thrown: unknown) => {
      const error = toQlikError(thrown);
      show(error.code === 'export-canceled' ? { status: 'canceled' } : { status: 'failed', error });
      throw error;
    },
  );
  // The state has the error too: it is not unhandled where no caller awaits the file.
  file.catch((error: unknown) => error instanceof QlikError);
  return {
    state: state.asReadonly(),
    isRunning,
    progress: computed(() => {
      const current = state();
      return 'progress' in current ? current.progress : undefined;
    }),
    file,
    cancel: () => canceling.abort(),
  };
}
