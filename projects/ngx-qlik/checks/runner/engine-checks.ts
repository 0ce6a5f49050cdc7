import type { QlikConnection } from 'ngx-qlik';
import { type ChosenApp, type EngineOutcome, checkApp, checkEngine, checkHypercube } from '../engine';
import { checkSocket, type SocketOutcome } from '../socket';
import { factsOfConnection } from '../connection-facts';
import type { CheckResult } from '../report/report';
import { socketAddress } from './rest-and-socket-addresses';
import { QixProbeError, QixProbe, type QixSocket } from './qix-probe';

/** An open WebSocket, or the reason why it did not open. */
export type OpenedSocket =
  | { readonly socket: QixSocket; readonly outcome: Extract<SocketOutcome, { result: 'open' }> }
  | { readonly socket?: never; readonly outcome: Exclude<SocketOutcome, { result: 'open' }> };

/** Settings of {@link EngineChecks}. */
export interface EngineChecksSettings {
  readonly connection: QlikConnection;
  /** Origin of the page that opens the socket; absent on the command line. */
  readonly site?: string;
  /** Time limit of one request to the engine, in milliseconds. */
  readonly limit: number;
  /** Opens a WebSocket with the connection's credential. Never rejects. */
  readonly open: (address: string, signal: AbortSignal) => Promise<OpenedSocket>;
  /** Returns the app to open, if there is one. */
  readonly chooseApp: (signal: AbortSignal) => Promise<ChosenApp | undefined>;
}

/** The checks of the engine: WebSocket, engine, app, hypercube. */
export class EngineChecks {
  private readonly ending = new AbortController();
  private probe: QixProbe | undefined;
  private app: ChosenApp | undefined;
  private handle: number | undefined;

  constructor(private readonly settings: EngineChecksSettings) {}

  async socket(signal: AbortSignal): Promise<CheckResult> {
    const { connection, site, open, chooseApp } = this.settings;
    this.app = await chooseApp(signal);
    const identity = `doctor${crypto.randomUUID().slice(0, 8)}`;
    const { socket, outcome } = await open(
      socketAddress(connection, { appId: this.app?.id, identity }),
      signal,
    );
    if (socket) this.probe = new QixProbe(socket, this.ending.signal);
    const isOwnOrigin = site !== undefined && factsOfConnection(connection, site).isOwnOrigin;
    return checkSocket({ connection, outcome, isOwnOrigin, ...(site === undefined ? {} : { site }) });
  }

  async engine(): Promise<CheckResult> {
    const { connection, limit } = this.settings;
    return checkEngine(connection, await outcomeOf(this.probe?.version(limit)));
  }

  async openApp(): Promise<CheckResult> {
    const { connection, limit } = this.settings;
    if (!this.app) return checkApp(connection, undefined, undefined);
    const outcome = await outcomeOf(this.probe?.openApp(this.app.id, limit));
    this.handle = outcome.value;
    return checkApp(connection, this.app, outcome);
  }

  async hypercube(): Promise<CheckResult> {
    const { connection, limit } = this.settings;
    const calculation = this.handle === undefined ? undefined : this.probe?.calculate(this.handle, limit);
    return checkHypercube(connection, await outcomeOf(calculation));
  }

  /** Closes the socket, which ends the session. */
  close(): void {
    this.probe?.close();
    this.ending.abort();
  }
}

async function outcomeOf<T>(request: Promise<T> | undefined): Promise<EngineOutcome<T>> {
  if (!request) return { failure: { kind: 'time' } };
  try {
    return { value: await request };
  } catch (thrown) {
    if (thrown instanceof QixProbeError) return { failure: thrown.failure };
    throw thrown;
  }
}
