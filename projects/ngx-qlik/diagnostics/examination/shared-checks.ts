import type { QlikConnection } from 'ngx-qlik';
import { type ClockReading, judgeClocks, readDate } from '../judgement/clock';
import type { Observation } from '../judgement/observation';
import { judgeRateLimits, judgeRest, type RestFacts } from '../judgement/rest';
import { skipped } from '../judgement/verdicts';
import type { CheckId, Verdict } from '../report/report';
import { appListPath, firstAppOf, whoAmIPath } from './addresses';
import { EngineVisit, type EngineVisitSettings } from './engine-visit';

/** Makes one check. */
export type CheckMaker = (signal: AbortSignal) => Verdict | Promise<Verdict>;

/** How the checks that are the same everywhere get to the host from where they are made. */
export interface SharedChecksSettings extends Pick<
  EngineVisitSettings,
  'connection' | 'site' | 'limit' | 'open'
> {
  /** The app to open; without it the first of the list. */
  readonly appId: string | undefined;
  /** Calls a path of the host as the one who is signed in. */
  readonly ask: (path: string, signal: AbortSignal) => Promise<Observation>;
}

/** The checks that do not depend on where they are made from; they keep what one found for the next. */
export class SharedChecks {
  private readonly clocks: ClockReading[] = [];
  private readonly visit: EngineVisit;
  private readonly connection: QlikConnection;
  private rest: RestFacts | undefined;

  constructor(private readonly settings: SharedChecksSettings) {
    this.connection = settings.connection;
    this.visit = new EngineVisit({ ...settings, chooseApp: (signal) => this.chooseApp(signal) });
  }

  readonly makers = {
    clock: () => judgeClocks(this.clocks),
    rest: (signal) => this.whoAmI(signal),
    'rate-limits': () => (this.rest ? judgeRateLimits(this.rest) : skipped('No call was made.')),
    socket: (signal) => this.visit.socket(signal),
    engine: () => this.visit.engine(),
    app: () => this.visit.openApp(),
    hypercube: () => this.visit.hypercube(),
  } satisfies Partial<Record<CheckId, CheckMaker>>;

  /** Notes what time it is somewhere else. */
  noteClock(reading: ClockReading): void {
    this.clocks.push(reading);
  }

  /** Notes the time that an answer tells. @param ours when it came, in milliseconds since 1970 */
  noteDate(whose: string, { answer }: Observation, ours: number): void {
    const theirs = readDate(answer?.headers['date']);
    if (theirs !== undefined) this.noteClock({ whose, theirs, ours });
  }

  /** Lets go of what is open. */
  end(): void {
    this.visit.end();
  }

  private async whoAmI(signal: AbortSignal): Promise<Verdict> {
    const { connection } = this;
    const path = whoAmIPath(connection);
    this.rest = { connection, path, observation: await this.settings.ask(path, signal) };
    return judgeRest(this.rest);
  }

  private async chooseApp(signal: AbortSignal): ReturnType<EngineVisitSettings['chooseApp']> {
    const { appId, ask } = this.settings;
    if (appId !== undefined) return { id: appId };
    const { answer } = await ask(appListPath(this.connection), signal);
    // Without a list there is no app to open, and the check of apps says so.
    return answer?.status === 200 ? firstAppOf(answer.body) : undefined;
  }
}

/**
 * Makes one of the checks.
 *
 * @param limit for one call, in milliseconds: it ends before its check, so that what was silent is known and not only that something was
 */
export async function makeCheck(
  makers: Readonly<Record<CheckId, CheckMaker>>,
  id: CheckId,
  { signal, limit }: { readonly signal: AbortSignal; readonly limit: number },
): Promise<Verdict> {
  return makers[id](AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limit))]));
}
