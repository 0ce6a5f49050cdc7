import { DOCUMENT } from '@angular/common';
import { DestroyRef, inject, Injectable, type Signal, signal } from '@angular/core';
import { ConnectionRegistry, findAddressed, QlikAuthService, type QlikAuthEvent, redactUrl } from 'ngx-qlik';
import type { Activity } from './activity';
import { readStored, writeStored } from './stored-activities';

const KEPT = 200;

const EVENT_TITLES: Readonly<Record<QlikAuthEvent['type'], string>> = {
  'signed-in': 'Signed in',
  renewed: 'Renewed the sign-in',
  refused: 'Qlik refused the credential',
  'signed-out': 'Signed out',
  failed: 'The sign-in failed',
};

/**
 * What happened between this page and its connections: sign-ins, requests, scripts of Qlik. It outlives a redirect to a sign-in page,
 * and holds addresses without their credentials only.
 */
@Injectable({ providedIn: 'root' })
export class ActivityLog {
  private readonly registry = inject(ConnectionRegistry);
  private readonly page = inject(DOCUMENT);
  private readonly all = signal<readonly Activity[]>(readStored());

  /** The latest {@link KEPT}, oldest first. */
  readonly activities: Signal<readonly Activity[]> = this.all.asReadonly();

  constructor() {
    const events = inject(QlikAuthService).events.subscribe((event) => this.addEvent(event));
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry instanceof PerformanceResourceTiming) this.addResource(entry);
    });
    observer.observe({ type: 'resource', buffered: true });
    const keep = () => writeStored(this.all());
    addEventListener('pagehide', keep);
    inject(DestroyRef).onDestroy(() => {
      events.unsubscribe();
      observer.disconnect();
      removeEventListener('pagehide', keep);
    });
    this.noteReturn();
  }

  add(activity: Activity): void {
    this.all.update((before) => [...before, activity].sort((one, other) => one.at - other.at).slice(-KEPT));
  }

  /** The latest of one connection, or `undefined`. */
  latest(connectionId: string): Activity | undefined {
    return [...this.all()].reverse().find((each) => each.connectionId === connectionId);
  }

  /** Forgets what happened to that connection. */
  clear(connectionId: string): void {
    this.all.update((before) => before.filter((each) => each.connectionId !== connectionId));
  }

  private addEvent({ type, connectionId, at, error }: QlikAuthEvent): void {
    this.add({
      kind: 'sign-in',
      connectionId,
      at,
      title: EVENT_TITLES[type],
      outcome: error || type === 'refused' ? 'failed' : 'done',
      ...(error ? { detail: error.message } : {}),
    });
  }

  /** What HttpClient did not send: the calls of the sign-in itself, and those of Qlik's own code. */
  private addResource(entry: PerformanceResourceTiming): void {
    if (entry.initiatorType === 'xmlhttprequest') return;
    const addressed = findAddressed(entry.name, this.registry.connections(), this.page.baseURI);
    for (const { id } of addressed) {
      const isRequest = entry.initiatorType === 'fetch';
      // Without the server's consent a browser reports no status to another origin's page: then none is claimed.
      const status = entry.responseStatus;
      this.add({
        kind: isRequest ? 'request' : 'script',
        connectionId: id,
        at: performance.timeOrigin + entry.startTime,
        title: `${isRequest ? '' : 'GET '}${redactUrl(entry.name)}`,
        outcome: status >= 400 ? 'failed' : status > 0 ? 'done' : 'noted',
        ...(status > 0 ? { detail: `Status ${status}` } : {}),
        milliseconds: entry.duration,
      });
    }
  }

  private noteReturn(): void {
    const last = this.all().at(-1);
    if (last?.kind !== 'page' || last.outcome !== 'noted') return;
    this.add({
      kind: 'page',
      connectionId: last.connectionId,
      at: performance.timeOrigin,
      title: 'Came back from the sign-in page',
      outcome: 'done',
    });
  }
}
