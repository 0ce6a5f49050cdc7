import type { QlikConnection } from 'ngx-qlik';
import { type ClockReading, checkClocks, readDate } from '../clock';
import type { Observation } from '../observation';
import { checkRateLimits, checkRest, type RestFacts } from '../rest';
import { skipped } from '../check-results';
import type { CheckId, CheckResult } from '../report/report';
import { appListPath, firstAppOf, currentUserPath } from './rest-and-socket-addresses';
import { EngineChecks, type EngineChecksSettings } from './engine-checks';

/** Runs one check. */
export type CheckFunction = (signal: AbortSignal) => CheckResult | Promise<CheckResult>;

/** Settings of {@link SharedChecks}. */
export interface SharedChecksSettings extends Pick<
  EngineChecksSettings,
  'connection' | 'site' | 'limit' | 'open'
> {
  /** Id of the app to open. Default: the first app of the list. */
  readonly appId: string | undefined;
  /** Sends a GET request to a path of the host as the signed-in user. */
  readonly request: (path: string, signal: AbortSignal) => Promise<Observation>;
}

/** The checks that are the same in a page and on the command line. Keeps what one check finds for the next. */
export class SharedChecks {
  private readonly clocks: ClockReading[] = [];
  private readonly engine: EngineChecks;
  private readonly connection: QlikConnection;
  private rest: RestFacts | undefined;

  constructor(private readonly settings: SharedChecksSettings) {
    this.connection = settings.connection;
    this.engine = new EngineChecks({ ...settings, chooseApp: (signal) => this.chooseApp(signal) });
  }

  readonly checks = {
    clock: () => checkClocks(this.clocks),
    rest: (signal) => this.checkCurrentUser(signal),
    'rate-limits': () => (this.rest ? checkRateLimits(this.rest) : skipped('No call was made.')),
    socket: (signal) => this.engine.socket(signal),
    engine: () => this.engine.engine(),
    app: () => this.engine.openApp(),
    hypercube: () => this.engine.hypercube(),
  } satisfies Partial<Record<CheckId, CheckFunction>>;

  /** Adds a reading of another clock. */
  addClockReading(reading: ClockReading): void {
    this.clocks.push(reading);
  }

  /** Adds a response's `Date` header as a clock reading. @param localTime when the response arrived, in milliseconds since 1970 */
  addDateHeader(source: string, { answer }: Observation, localTime: number): void {
    const remoteTime = readDate(answer?.headers['date']);
    if (remoteTime !== undefined) this.addClockReading({ source, remoteTime, localTime });
  }

  /** Closes what is open. */
  close(): void {
    this.engine.close();
  }

  private async checkCurrentUser(signal: AbortSignal): Promise<CheckResult> {
    const { connection } = this;
    const path = currentUserPath(connection);
    this.rest = { connection, path, observation: await this.settings.request(path, signal) };
    return checkRest(this.rest);
  }

  private async chooseApp(signal: AbortSignal): ReturnType<EngineChecksSettings['chooseApp']> {
    const { appId, request } = this.settings;
    if (appId !== undefined) return { id: appId };
    const { answer } = await request(appListPath(this.connection), signal);
    // Without a list there is no app to open; the app check reports that.
    return answer?.status === 200 ? firstAppOf(answer.body) : undefined;
  }
}

/**
 * Runs one of the checks.
 *
 * @param limit of one call, in milliseconds: shorter than that of the check, so that the report names the call that got no response
 */
export async function runCheck(
  checks: Readonly<Record<CheckId, CheckFunction>>,
  id: CheckId,
  { signal, limit }: { readonly signal: AbortSignal; readonly limit: number },
): Promise<CheckResult> {
  return checks[id](AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limit))]));
}
