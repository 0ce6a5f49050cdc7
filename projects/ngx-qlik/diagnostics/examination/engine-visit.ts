import type { QlikConnection } from 'ngx-qlik';
import {
  type ChosenApp,
  type EngineOutcome,
  judgeApp,
  judgeEngine,
  judgeHypercube,
} from '../judgement/engine';
import { judgeSocket, type SocketOutcome } from '../judgement/socket';
import { traitsOf } from '../judgement/traits';
import type { Verdict } from '../report/report';
import { socketAddress } from './addresses';
import { EngineRefusal, EngineTalk, type TalkSocket } from './engine-talk';

/** A WebSocket as it was opened, or why it was not. */
export type OpenedSocket =
  | { readonly socket: TalkSocket; readonly outcome: Extract<SocketOutcome, { result: 'open' }> }
  | { readonly socket?: never; readonly outcome: Exclude<SocketOutcome, { result: 'open' }> };

/** How an examination gets to the engine from where it is made. */
export interface EngineVisitSettings {
  readonly connection: QlikConnection;
  /** Origin of the page that opens the socket; absent where there is none. */
  readonly site?: string;
  /** For one question to the engine, in milliseconds. */
  readonly limit: number;
  /** Opens a WebSocket, with the credential that belongs to it. Never rejects. */
  readonly open: (address: string, signal: AbortSignal) => Promise<OpenedSocket>;
  /** The app to open, if there is any. */
  readonly chooseApp: (signal: AbortSignal) => Promise<ChosenApp | undefined>;
}

/** The way to the first hypercube: a WebSocket, an engine, an app, a number. */
export class EngineVisit {
  private readonly ending = new AbortController();
  private talk: EngineTalk | undefined;
  private app: ChosenApp | undefined;
  private handle: number | undefined;

  constructor(private readonly settings: EngineVisitSettings) {}

  async socket(signal: AbortSignal): Promise<Verdict> {
    const { connection, site, open, chooseApp } = this.settings;
    this.app = await chooseApp(signal);
    const identity = `doctor${crypto.randomUUID().slice(0, 8)}`;
    const { socket, outcome } = await open(
      socketAddress(connection, { appId: this.app?.id, identity }),
      signal,
    );
    if (socket) this.talk = new EngineTalk(socket, this.ending.signal);
    const isOwnOrigin = site !== undefined && traitsOf(connection, site).isOwnOrigin;
    return judgeSocket({ connection, outcome, isOwnOrigin, ...(site === undefined ? {} : { site }) });
  }

  async engine(): Promise<Verdict> {
    const { connection, limit } = this.settings;
    return judgeEngine(connection, await outcomeOf(this.talk?.version(limit)));
  }

  async openApp(): Promise<Verdict> {
    const { connection, limit } = this.settings;
    if (!this.app) return judgeApp(connection, undefined, undefined);
    const outcome = await outcomeOf(this.talk?.openApp(this.app.id, limit));
    this.handle = outcome.value;
    return judgeApp(connection, this.app, outcome);
  }

  async hypercube(): Promise<Verdict> {
    const { connection, limit } = this.settings;
    const asked = this.handle === undefined ? undefined : this.talk?.calculate(this.handle, limit);
    return judgeHypercube(connection, await outcomeOf(asked));
  }

  /** Lets go of the socket, and with it of the session and its app. */
  end(): void {
    this.talk?.close();
    this.ending.abort();
  }
}

async function outcomeOf<T>(asked: Promise<T> | undefined): Promise<EngineOutcome<T>> {
  if (!asked) return { failure: { kind: 'time' } };
  try {
    return { value: await asked };
  } catch (thrown) {
    if (thrown instanceof EngineRefusal) return { failure: thrown.failure };
    throw thrown;
  }
}
