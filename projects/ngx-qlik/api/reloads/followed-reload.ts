import { computed, type Signal, signal } from '@angular/core';
import type { Reload } from '@qlik/api/reloads';
import { QlikError, toQlikError } from 'ngx-qlik';
import { ɵrepeatTransient as repeatTransient } from 'ngx-qlik/rest';
import type { ApiCalls } from '../api-calls';
import { pause } from '../cancellation';
import type { QlikApi } from '../inject-qlik-api';
import { reloadCanceled, type ReloadState, requireRecord, toReloadState } from './reload-state';

/** Milliseconds between two questions after the record: the first, and the most. They grow by half. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;
/** Qlik ends a reload after hours; one that is in the queue for longer than a day is given up. */
const LONGEST_MS = 24 * 3_600_000;
/** Progress until the end is known. */
const MOST_PROGRESS = 0.95;

/** A reload of an app. */
export interface RunningReload {
  readonly state: Signal<ReloadState>;
  /** Until it has succeeded or failed, or was canceled. */
  readonly isRunning: Signal<boolean>;
  /**
   * From 0 to 1: the time that it has taken, as a part of what the app's last successful reload took. At most 0.95 until it ends; undefined
   * without such a reload, and in the queue. Qlik does not say how far a script is.
   */
  readonly progress: Signal<number | undefined>;
  /**
   * Qlik's record of the reload that succeeded.
   * @throws {QlikError} `reload-failed` with the last error in the script's log, `reload-canceled`; `call-canceled` when the part of the page
   *   is gone before its end; what a call failed with
   */
  readonly ended: Promise<Reload>;
  /**
   * Asks Qlik to cancel it; the state says when it is.
   * @throws {QlikError} why Qlik does not
   */
  cancel(): Promise<void>;
}

/** Starts a reload, or fetches the record of one. */
export type ReloadStart = (api: QlikApi, options: { readonly signal: AbortSignal }) => Promise<Reload>;

/** What a reload is followed with. */
interface FollowSetup {
  readonly api: QlikApi;
  /** Those of `api`. */
  readonly calls: ApiCalls;
  /** Aborted when the part of the page is gone. */
  readonly leaving: AbortSignal;
}

/** A reload whose record is asked for until it has ended. */
export class FollowedReload implements RunningReload {
  private readonly current = signal<ReloadState>({ status: 'starting' });
  /** Milliseconds of the app's last successful reload. */
  private readonly expected = signal<number | undefined>(undefined);
  private readonly elapsed = signal(0);
  private readonly begun: Promise<Reload>;
  private wake: () => void = () => undefined;

  readonly state: Signal<ReloadState> = this.current.asReadonly();
  readonly isRunning = computed(() => !['succeeded', 'failed', 'canceled'].includes(this.current().status));
  readonly progress = computed(() => {
    const { status } = this.current();
    const expected = this.expected();
    if (status === 'succeeded') return 1;
    if (status !== 'reloading' || expected === undefined) return undefined;
    return Math.min(MOST_PROGRESS, this.elapsed() / expected);
  });
  readonly ended: Promise<Reload>;

  constructor(
    start: ReloadStart,
    private readonly setup: FollowSetup,
  ) {
    this.begun = this.begin(start);
    this.ended = this.follow().catch((thrown: unknown) => {
      const error = toQlikError(thrown);
      if (this.isRunning()) this.current.set({ status: 'failed', error, ...this.record });
      throw error;
    });
    // The state has the error too: it is not unhandled where no caller awaits the end.
    this.ended.catch((error: unknown) => error instanceof QlikError);
  }

  async cancel(): Promise<void> {
    const begun = await this.begun;
    const { id } = begun;
    if (!this.isRunning()) return;
    this.setup.calls.requireSignInOf(begun);
    try {
      await this.setup.api.cancelReload(id, { signal: this.setup.leaving });
    } catch (thrown) {
      // It has ended meanwhile, as its record says.
      if (!(thrown instanceof QlikError && thrown.status === 409)) throw thrown;
    }
    this.wake();
  }

  /** The record that Qlik gave last. */
  private get record(): { readonly reload?: Reload } {
    const state = this.current();
    return 'reload' in state ? { reload: state.reload } : {};
  }

  private async begin(start: ReloadStart): Promise<Reload> {
    const { api, calls, leaving } = this.setup;
    return requireRecord(await start(api, { signal: leaving }), calls.connection());
  }

  private async follow(): Promise<Reload> {
    const { api, calls, leaving } = this.setup;
    const begun = await this.begun;
    let reload = begun;
    const connection = calls.connection();
    void this.estimate(reload.appId);
    const until = Date.now() + LONGEST_MS;
    let pauseMs = FIRST_PAUSE_MS;
    while (Date.now() < until) {
      const state = toReloadState(reload, connection);
      this.elapsed.set(Math.max(0, Date.now() - Date.parse(reload.startTime ?? reload.creationTime)) || 0);
      this.current.set(state);
      if (state.status === 'succeeded') return reload;
      if (state.status === 'canceled') throw reloadCanceled(connection);
      if (state.status === 'failed') throw state.error;
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      await Promise.race([pause(pauseMs, leaving), woken]);
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
      const ask = async () => {
        // Another user may have signed in during a pause.
        calls.requireSignInOf(begun);
        return requireRecord(await api.getReload(begun.id, { signal: leaving }), connection);
      };
      reload = await repeatTransient(ask, (milliseconds) => pause(milliseconds, leaving));
    }
    throw new QlikError('reload-failed', `The reload at ${connection.label} did not end within a day.`, {
      remedy: 'Cancel it, and start it again.',
      variant: 'timeout',
      connectionId: connection.id,
    });
  }

  private async estimate(appId: string): Promise<void> {
    const query = { appId, filter: 'status eq "SUCCEEDED"', sort: '-endTime' as const, limit: 1 };
    try {
      const { data } = await this.setup.api.getReloads(query, { signal: this.setup.leaving });
      const { startTime = '', endTime = '' } = data[0] ?? {};
      const milliseconds = Date.parse(endTime) - Date.parse(startTime);
      if (milliseconds > 0) this.expected.set(milliseconds);
    } catch {
      // Without it there is no progress to show, which is no failure of the reload.
    }
  }
}
