import { DOCUMENT } from '@angular/common';
import {
  DestroyRef,
  type EnvironmentProviders,
  inject,
  Injectable,
  provideAppInitializer,
  type Signal,
  signal,
} from '@angular/core';
import {
  ConnectionRegistry,
  findAddressed,
  QLIK_CALL_MEASURE,
  type QlikAuthEvent,
  QlikAuthService,
  type QlikCallDetail,
  redactUrl,
} from 'ngx-qlik';
import { isRecord } from '../json/is-record';
import { StoredText } from '../storage/browser-storage';
import type { Activity } from './activity';

const STORED = new StoredText('session', 'app:activities');

/** Stores events for the next page of this tab, for example across a redirect to a sign-in page. */
export function writeStored(activities: readonly Activity[]): void {
  STORED.write(JSON.stringify(activities));
}

/** Returns the events that the last page of this tab stored, without entries of another form. */
export function readStored(): readonly Activity[] {
  const stored = STORED.readJson();
  return Array.isArray(stored) ? stored.filter(isActivity) : [];
}

function isActivity(value: unknown): value is Activity {
  if (!isRecord(value)) return false;
  const texts = ['kind', 'connectionId', 'title', 'outcome'];
  return texts.every((name) => typeof value[name] === 'string') && typeof value['at'] === 'number';
}

const CAME_BACK = 'Came back from the sign-in page';
const MAX_ACTIVITIES = 200;
const SAME_CALL_MS = 100;

const EVENT_TITLES: Readonly<Record<QlikAuthEvent['type'], string>> = {
  'signed-in': 'Signed in',
  renewed: 'Renewed the sign-in',
  refused: 'Qlik refused the credential',
  'signed-out': 'Signed out',
  failed: 'The sign-in failed',
  'sign-out-failed': 'Signed out here; the session could not be ended at the server',
};
const NOT_REVOKED = 'Signed out here; the token could not be revoked at the server';

/**
 * The events between this page and its connections: sign-ins, requests, scripts of Qlik. It survives a redirect to a
 * sign-in page, and contains addresses without credentials only.
 */
@Injectable({ providedIn: 'root' })
export class ActivityLog {
  private readonly registry = inject(ConnectionRegistry);
  private readonly page = inject(DOCUMENT);
  private readonly leaving = new Set<() => Activity>();
  private readonly all = signal<readonly Activity[]>(readStored());

  /** The latest {@link MAX_ACTIVITIES}, oldest first. */
  readonly activities: Signal<readonly Activity[]> = this.all.asReadonly();

  constructor() {
    const events = inject(QlikAuthService).events.subscribe((event) => this.addEvent(event));
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName(QLIK_CALL_MEASURE)) this.addCall(entry);
      for (const entry of list.getEntriesByType('resource')) this.addResource(entry);
    });
    observer.observe({ type: 'resource', buffered: true });
    observer.observe({ type: 'measure' });
    const onHide = () => {
      for (const create of this.leaving) this.add(create());
      this.leaving.clear();
      writeStored(this.all());
    };
    // The browser may show the page again as it was left.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) this.logReturn(Date.now());
    };
    addEventListener('pagehide', onHide);
    addEventListener('pageshow', onShow);
    inject(DestroyRef).onDestroy(() => {
      events.unsubscribe();
      observer.disconnect();
      removeEventListener('pagehide', onHide);
      removeEventListener('pageshow', onShow);
    });
    this.logReturn(performance.timeOrigin);
  }

  /** @returns a function that withdraws the event */
  add(activity: Activity): () => void {
    this.addAll([activity]);
    return () => this.all.update((before) => before.filter((each) => each !== activity));
  }

  /**
   * Adds an event when this page is left, if it is left.
   * @returns a function that withdraws it
   */
  addWhenLeft(create: () => Activity): () => void {
    this.leaving.add(create);
    return () => this.leaving.delete(create);
  }

  /** Returns the latest event of one connection, or `undefined`. */
  latest(connectionId: string): Activity | undefined {
    return this.findLast((each) => each.connectionId === connectionId);
  }

  /** Returns the latest event of one connection that is not a mere request, or `undefined`. */
  latestStep(connectionId: string): Activity | undefined {
    return this.findLast(
      ({ kind, connectionId: id }) => id === connectionId && kind !== 'request' && kind !== 'script',
    );
  }

  /**
   * Removes the events of that connection.
   * @returns a function that brings them back, beside those that were added since
   */
  clear(connectionId: string): () => void {
    const isCleared = (each: Activity) => each.connectionId === connectionId;
    const cleared = this.all().filter(isCleared);
    this.all.update((before) => before.filter((each) => !isCleared(each)));
    return () => this.addAll(cleared);
  }

  private addAll(activities: readonly Activity[]): void {
    this.all.update((before) =>
      [...before, ...activities].sort((one, other) => one.at - other.at).slice(-MAX_ACTIVITIES),
    );
  }

  private findLast(matches: (activity: Activity) => boolean): Activity | undefined {
    return [...this.all()].reverse().find(matches);
  }

  private addEvent({ type, connectionId, at, error }: QlikAuthEvent): void {
    this.add({
      kind: 'sign-in',
      connectionId,
      at,
      title: type === 'sign-out-failed' && this.hasTokens(connectionId) ? NOT_REVOKED : EVENT_TITLES[type],
      outcome: error || type === 'refused' ? 'failed' : 'done',
      ...(error ? { detail: error.message } : {}),
    });
  }

  private hasTokens(connectionId: string): boolean {
    return this.registry.find(connectionId)?.auth.type === 'oauth2';
  }

  /** Adds a call that the library has reported, for example of a sign-in. */
  private addCall(entry: PerformanceEntry): void {
    const detail = readDetail(entry);
    if (!detail) return;
    this.add({
      kind: 'request',
      connectionId: detail.connectionId,
      at: performance.timeOrigin + entry.startTime,
      title: `${detail.method} ${detail.address}`,
      outcome: detail.status >= 200 && detail.status < 400 ? 'done' : 'failed',
      detail: detail.status === 0 ? 'No answer' : `Status ${detail.status}`,
      milliseconds: entry.duration,
    });
  }

  /** Adds a request of Qlik's own code. Of an address that belongs to several connections, the connection is unknown. */
  private addResource(entry: PerformanceEntry): void {
    if (!(entry instanceof PerformanceResourceTiming) || entry.initiatorType === 'xmlhttprequest') return;
    const addressed = findAddressed(entry.name, this.registry.connections(), this.page.baseURI);
    const title = redactUrl(entry.name);
    const at = performance.timeOrigin + entry.startTime;
    const isRequest = entry.initiatorType === 'fetch';
    const [connection] = addressed;
    if (!connection || addressed.length > 1 || (isRequest && this.isLogged(title, at))) return;
    // A browser reports no status of a cross-origin response without `Timing-Allow-Origin`.
    const status = entry.responseStatus;
    this.add({
      kind: isRequest ? 'request' : 'script',
      connectionId: connection.id,
      at,
      title: isRequest ? title : `GET ${title}`,
      outcome: status >= 400 ? 'failed' : status > 0 ? 'done' : 'noted',
      ...(status > 0 ? { detail: `Status ${status}` } : {}),
      milliseconds: entry.duration,
    });
  }

  /** Whether the library has already reported that call. Both reports arrive within about one task. */
  private isLogged(address: string, at: number): boolean {
    return this.all().some(
      ({ kind, title, at: noted }) =>
        kind === 'request' && Math.abs(noted - at) < SAME_CALL_MS && title.endsWith(` ${address}`),
    );
  }

  private logReturn(at: number): void {
    const last = this.all().at(-1);
    if (last?.kind !== 'page' || last.title === CAME_BACK) return;
    this.add({
      kind: 'page',
      connectionId: last.connectionId,
      at,
      title: CAME_BACK,
      // Whether the sign-in succeeded is the next event.
      outcome: 'noted',
    });
  }
}

/** Starts the log with the application: a sign-in that a page restores is over before a component reads the log. */
export function provideActivityLog(): EnvironmentProviders {
  return provideAppInitializer(() => void inject(ActivityLog));
}

function readDetail(entry: PerformanceEntry): QlikCallDetail | undefined {
  const detail: unknown = entry instanceof PerformanceMeasure ? entry.detail : undefined;
  const isCall =
    typeof detail === 'object' && detail !== null && 'connectionId' in detail && 'address' in detail;
  // The library writes it, under its own measure name.
  return isCall ? (detail as QlikCallDetail) : undefined;
}
