import { DOCUMENT } from '@angular/common';
import { inject, Injectable, NgZone } from '@angular/core';
import {
  ConnectionRegistry,
  type ɵConnectionSession as ConnectionSession,
  ɵtoConnectionSession as toConnectionSession,
  QlikAuthService,
  type QlikConnection,
  QlikError,
} from 'ngx-qlik';
import { Observable } from 'rxjs';
import { BrowserProbes } from './browser/browser-probes';
import { PageChecks } from './browser/page-checks';
import {
  type Check,
  type ConnectionReport,
  findFirstCause,
  planChecks,
  ReportRedactor,
  runChecks,
  ɵtoTimeLimit as toTimeLimit,
} from 'ngx-qlik/checks';

/** Options of {@link ConnectionDoctor.diagnose}. */
export interface DiagnosisOptions {
  /** Id of the app to open. Default: the first app that the user may see. */
  readonly appId?: string;
  /** Time limit of one check, in milliseconds. Default: 10 s. */
  readonly timeLimit?: number;
}

/**
 * Checks a connection step by step, from its configuration to the first hypercube, and reports each problem with its cause and remedy.
 *
 * Makes the calls that any page of the application makes, and only reads. Restores the sign-in of an earlier page, as showing a
 * connection's state does, and neither renews nor ends a sign-in. A diagnosis of one connection changes nothing in another.
 */
@Injectable({ providedIn: 'root' })
export class ConnectionDoctor {
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly probes = inject(BrowserProbes);
  private readonly document = inject(DOCUMENT);
  private readonly zone = inject(NgZone);

  /**
   * Diagnoses a connection on subscription. Emits a report after each change; the last one has the status `done`. Unsubscribing stops the
   * checks and closes what they opened.
   *
   * Fails with {@link QlikError} `connection-unknown`, or with the reason why the configuration cannot be used. Everything else is in the
   * report.
   */
  diagnose(connectionId: string, options: DiagnosisOptions = {}): Observable<ConnectionReport> {
    return new Observable((subscriber) => {
      const ended = new AbortController();
      const run = async (): Promise<void> => {
        const connection = this.registry.get(connectionId);
        for await (const report of this.reports(connection, options, ended.signal)) {
          if (ended.signal.aborted) return;
          this.zone.run(() => subscriber.next(report));
        }
      };
      // Requests and sockets need no change detection; reports do.
      this.zone.runOutsideAngular(run).then(
        () => subscriber.complete(),
        (thrown: unknown) => subscriber.error(thrown),
      );
      return () => ended.abort();
    });
  }

  /** The session's credentials go to the diagnosed host, so the session must belong to that host. */
  private connectionSession(connection: QlikConnection): ConnectionSession {
    const connectionSession = toConnectionSession(this.auth.connectionSession(connection.id));
    if (connectionSession.connection.host === connection.host) return connectionSession;
    throw new QlikError('connection-mismatch', `${connection.label} has moved to another host.`, {
      remedy: 'Run the diagnosis again.',
      connectionId: connection.id,
    });
  }

  private async *reports(
    connection: QlikConnection,
    { appId, timeLimit: wanted }: DiagnosisOptions,
    signal: AbortSignal,
  ): AsyncGenerator<ConnectionReport> {
    const timeLimit = toTimeLimit(wanted);
    const { probes } = this;
    const base = this.document.baseURI;
    const place = new URL(base).origin;
    const safe = new ReportRedactor();
    const pageChecks = new PageChecks({
      connection,
      findSession: () => this.connectionSession(connection),
      known: this.registry.connections().map(({ id }) => id),
      base,
      probes,
      safe,
      callLimit: timeLimit * 0.8,
      appId,
    });
    const startedAt = probes.now();
    const start = performance.now();
    const toReport = (checks: readonly Check[], status: ConnectionReport['status']): ConnectionReport => {
      const firstCause = findFirstCause(checks);
      const { id, label, platform, host, auth } = connection;
      const report = {
        connection: { id, label, platform, host, authType: auth.type },
        status,
        startedAt,
        milliseconds: performance.now() - start,
        place,
        checks,
      };
      return firstCause ? { ...report, firstCause } : report;
    };
    const runner = {
      run: (id: Check['id'], within: AbortSignal) => pageChecks.run(id, within),
      redact: (result: Parameters<ReportRedactor['redactResult']>[0]) => safe.redactResult(result),
      now: () => performance.now(),
      timeLimit,
      signal,
    };
    try {
      let last: readonly Check[] = [];
      for await (const checks of runChecks(planChecks(connection, { site: place, place: 'page' }), runner)) {
        last = checks;
        yield toReport(checks, 'running');
      }
      yield toReport(last, 'done');
    } finally {
      pageChecks.close();
    }
  }
}
