import { DOCUMENT } from '@angular/common';
import { inject, Injectable, NgZone } from '@angular/core';
import {
  ConnectionRegistry,
  type ɵConnectionSession as ConnectionSession,
  ɵtoConnectionSession as toConnectionSession,
  QlikAuthService,
  type QlikConnection,
  QlikError,
  redactText,
} from 'ngx-qlik';
import { Observable } from 'rxjs';
import { BrowserProbes } from './browser/browser-probes';
import { PageExamination } from './browser/page-examination';
import { planChecks } from './examination/plan';
import { runChecks, usableTimeLimit } from './examination/run-checks';
import { type Check, type ConnectionReport, findFirstCause } from './report/report';
import { SafeText } from './report/safe-text';

/** How a connection is examined. */
export interface ExaminationOptions {
  /** The app to open. Default: the first that the user may see. */
  readonly appId?: string;
  /** How long one check may take, in milliseconds. Default: 10 s. */
  readonly timeLimit?: number;
}

/**
 * Examines connections, check by check, from the configuration to the first hypercube, and says what is wrong, why, and who mends it how.
 *
 * It makes the calls that any page of the application makes, and reads only. It takes up a sign-in that an earlier page left, as showing
 * a connection's state does, and neither renews nor ends one; what it finds out about one connection changes nothing in another.
 */
@Injectable({ providedIn: 'root' })
export class ConnectionDoctor {
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly probes = inject(BrowserProbes);
  private readonly document = inject(DOCUMENT);
  private readonly zone = inject(NgZone);

  /**
   * Examines a connection when subscribed to: a report after each change, the last one with the status `done`. Gives up, and lets go of
   * what it has opened, when unsubscribed from.
   *
   * Fails with {@link QlikError} `connection-unknown`, or with why the configuration cannot be used; everything else is in the report.
   */
  examine(connectionId: string, options: ExaminationOptions = {}): Observable<ConnectionReport> {
    return new Observable((subscriber) => {
      const ended = new AbortController();
      const run = async (): Promise<void> => {
        const connection = this.registry.get(connectionId);
        for await (const report of this.reports(connection, options, ended.signal)) {
          if (ended.signal.aborted) return;
          this.zone.run(() => subscriber.next(report));
        }
      };
      // Probes and sockets are nothing to look at; their reports are.
      this.zone.runOutsideAngular(run).then(
        () => subscriber.complete(),
        (thrown: unknown) => subscriber.error(thrown),
      );
      return () => ended.abort();
    });
  }

  /** Its credentials go to the host that is examined, so it has to be of that host. */
  private session(connection: QlikConnection): ConnectionSession {
    const session = toConnectionSession(this.auth.session(connection.id));
    if (session.connection.host === connection.host) return session;
    throw new QlikError('connection-mismatch', `${connection.label} has moved to another host.`, {
      remedy: 'Examine it again.',
      connectionId: connection.id,
    });
  }

  private async *reports(
    connection: QlikConnection,
    { appId, timeLimit: wanted }: ExaminationOptions,
    signal: AbortSignal,
  ): AsyncGenerator<ConnectionReport> {
    const timeLimit = usableTimeLimit(wanted);
    const { probes } = this;
    const base = this.document.baseURI;
    const place = new URL(base).origin;
    const safe = new SafeText(redactText);
    const examination = new PageExamination({
      connection,
      findSession: () => this.session(connection),
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
    const examiner = {
      examine: (id: Check['id'], within: AbortSignal) => examination.examine(id, within),
      clean: (verdict: Parameters<SafeText['ofVerdict']>[0]) => safe.ofVerdict(verdict),
      now: () => performance.now(),
      timeLimit,
      signal,
    };
    try {
      let last: readonly Check[] = [];
      for await (const checks of runChecks(
        planChecks(connection, { site: place, place: 'page' }),
        examiner,
      )) {
        last = checks;
        yield toReport(checks, 'running');
      }
      yield toReport(last, 'done');
    } finally {
      examination.end();
    }
  }
}
