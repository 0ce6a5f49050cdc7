import type { Doc } from '@qlik/api/qix';
import { QlikError } from 'ngx-qlik';
import { FakeCalls } from '../fake-calls';
import { ENGINE_CALLS, type FakeEngineCall } from './engine-calls';
import {
  engineFault,
  NOT_CONNECTED,
  socketClosedFault,
  unsupported,
  UnsupportedByFake,
} from './engine-faults';
import type { FakeAppData, FakeRow, FakeValue } from './fake-app-data';
import type { LayoutContext } from './fake-columns';
import { FakeContents } from './fake-contents';
import { elementsOf } from './fake-doc';
import { variableReader } from './fake-evaluation';
import { type FakeField, FakeTable } from './fake-fields';
import { DEFAULT_STATE, FakeSelections, selectedValues } from './fake-selections';
import type { FakeEngineSession } from './fake-session';

/** Options of {@link FakeApp.closeSocket}. */
export interface SocketFault {
  /** WebSocket close code. Default: 1006, a lost connection. */
  readonly code?: number;
  /** Whether the engine has lost the session too, with its selections, values of variables and objects. Default: false. */
  readonly losesSession?: boolean;
}

/**
 * An app of the fake engine, for one identity of the user: its data, selections and faults. From `QlikTesting.app(…)`.
 *
 * Its methods act like another client of the user: whatever shows the app gets `changed` events.
 */
export interface FakeApp {
  readonly id: string;
  /** Names of the calls so far, in order: `open`, `resume`, and methods of the engine such as `createSessionObject`. */
  readonly calls: readonly string[];
  /** Whether the app is open in the page, and its socket connected. */
  readonly isOpen: boolean;
  /** The selected values by field, in the default state. */
  readonly selections: Readonly<Record<string, readonly (string | number)[]>>;
  /** The number of calls of that name. */
  countOf(call: string): number;
  /**
   * Selects values of a field, in place of those that are selected.
   * @param stateName an alternate state; default: the default state
   * @throws {Error} for a value that the field does not have, and a locked field
   */
  select(fieldName: string, values: readonly FakeValue[], stateName?: string): void;
  /** Clears the selection in a field, or all selections, locked ones included. */
  clear(fieldName?: string): void;
  /**
   * Locks the selection in a field: the engine refuses other selections in it.
   * @throws {Error} when nothing is selected in the field
   */
  lock(fieldName: string): void;
  /** Sets a variable, like another user of the same session. @throws {Error} for a variable that the app does not have */
  setVariable(name: string, value: string | number): void;
  /** Replaces the rows, like a reload. Selections stay, except values that are gone. */
  setRows(rows: readonly FakeRow[]): void;
  /**
   * Lets the next call fail; called again, the one after it.
   *
   * @param call `open`, `resume` for the next attempt to reconnect, or a method of the engine such as `getLayout`
   * @param fault the error, or the code with which the socket closes: 4204 for an app that is not there, 1006 (default) for a lost connection
   * @throws {Error} for a call that the fake engine does not have, with those that it has
   */
  failNext(call: FakeEngineCall, fault?: Error | number): void;
  /**
   * Makes calls wait until the function that it returns is called.
   * @param call see {@link failNext}
   * @throws {Error} for a call that the fake engine does not have, with those that it has
   */
  pause(call: FakeEngineCall): () => void;
  /**
   * Closes the socket, as a server or a network does: calls fail until the session is resumed. `ngx-qlik` resumes it at once after most
   * codes; let that fail with `failNext('resume')`.
   */
  closeSocket(fault?: SocketFault): void;
}

/** See {@link FakeApp}; the other members are for the fakes. */
export class FakeEngineApp implements FakeApp {
  private readonly scripted = new FakeCalls<string>(ENGINE_CALLS, 'The fake engine');
  private readonly sessions = new Set<FakeEngineSession>();
  private readonly waiting = new Set<() => void>();
  /** The alternate states, with those that sessions have added. */
  readonly stateNames: Set<string>;
  private readonly failures: QlikError[] = [];
  private readonly current: FakeSelections;
  private readonly contents: FakeContents;
  private table: FakeTable;

  constructor(
    readonly id: string,
    private readonly data: FakeAppData,
  ) {
    this.contents = new FakeContents(data, DEFAULT_STATE);
    this.table = this.tableOf(data.rows);
    this.current = new FakeSelections(this.table);
    this.stateNames = new Set(data.stateNames);
  }

  get calls(): readonly string[] {
    return this.scripted.recorded;
  }

  get isOpen(): boolean {
    return [...this.sessions].some(({ isConnected }) => isConnected);
  }

  get selections(): Readonly<Record<string, readonly (string | number)[]>> {
    return Object.fromEntries(
      [...this.current.of()].map(([name, selection]) => [name, selectedValues(selection)]),
    );
  }

  countOf(call: string): number {
    return this.scripted.countOf(call);
  }

  select(fieldName: string, values: readonly FakeValue[], stateName?: string): void {
    const field = this.field(fieldName);
    const elements = elementsOf(field, values);
    if (elements.length !== values.length)
      throw new Error(`The values of ${fieldName} are ${field.values.join(', ')}, not ${values.join(', ')}.`);
    if (!this.change(() => this.current.select(field, elements, stateName)))
      throw new Error(`The field ${fieldName} is locked.`);
  }

  clear(fieldName?: string): void {
    this.change(() => {
      if (fieldName === undefined) this.current.clearAll(true);
      else this.clearField(this.field(fieldName));
      return true;
    });
  }

  lock(fieldName: string): void {
    if (!this.change(() => this.current.setLocked(this.field(fieldName), true)))
      throw new Error(`Nothing is selected in the field ${fieldName}, so it cannot be locked.`);
  }

  setVariable(name: string, value: string | number): void {
    const variable = this.contents.variables.get(name);
    if (!variable) throw new Error(`The app has no variable ${name}. Give it in \`variables\` of the app.`);
    this.change(() => {
      variable.definition = value;
      return true;
    });
  }

  setRows(rows: readonly FakeRow[]): void {
    this.table = this.tableOf(rows);
    this.contents.reloads++;
    this.change(() => {
      this.current.setTable(this.table);
      return true;
    });
    this.sessions.forEach((each) => each.emitReload());
  }

  failNext(call: FakeEngineCall, fault: Error | number = 1006): void {
    this.scripted.failNext(call, typeof fault === 'number' ? socketClosedFault(fault) : fault);
  }

  pause(call: FakeEngineCall): () => void {
    return this.scripted.pause(call);
  }

  closeSocket({ code = 1006, losesSession = false }: SocketFault = {}): void {
    const open = [...this.sessions].filter(({ isConnected }) => isConnected);
    if (losesSession) {
      this.endEngineSession();
      open.forEach((each) => (each.isLost = true));
    }
    open.forEach((each) => each.disconnect(code));
  }

  /** The calls that a test lets wait. */
  get paused(): readonly string[] {
    return this.scripted.paused;
  }

  /** Takes what the fake engine could not do since the last call. */
  takeFailures(): readonly QlikError[] {
    return this.failures.splice(0);
  }

  /** What layouts in a state are calculated from: the data, and the selections of all states. */
  context(stateName: string): LayoutContext {
    return {
      data: this.data,
      contents: this.contents,
      table: this.table,
      selections: this.current,
      stateName,
    };
  }

  /** Changes the selections, and emits `changed` to all objects. */
  change(work: () => boolean): boolean {
    const isChanged = work();
    if (isChanged) this.sessions.forEach((each) => each.emitChanges());
    return isChanged;
  }

  /** Makes a call that a test may let wait or fail. */
  async call<T>(
    name: string,
    engineSession: FakeEngineSession | undefined,
    work: () => T,
  ): Promise<Awaited<T>> {
    try {
      await this.scripted.pass(name);
      if (engineSession?.isConnected === false) throw engineFault('Not connected', NOT_CONNECTED);
      return await work();
    } catch (thrown) {
      const error = withCode(thrown);
      if (error instanceof QlikError) this.failures.push(error);
      throw error;
    }
  }

  /** Adds a session that has opened the app, for those that wait for {@link doc}. */
  add(engineSession: FakeEngineSession): void {
    this.sessions.add(engineSession);
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }

  /** Without a socket the engine ends the session, with its selections. */
  remove(engineSession: FakeEngineSession): void {
    if (this.sessions.delete(engineSession) && this.sessions.size === 0) this.endEngineSession();
  }

  /** The open app, as soon as it is open. */
  async doc(): Promise<Doc> {
    for (;;) {
      const open = [...this.sessions].reverse().find(({ isConnected }) => isConnected);
      if (open) return open.doc;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** @throws {QlikError} for a field that the app does not have */
  private field(name: string): FakeField {
    try {
      return this.table.field(name);
    } catch (thrown) {
      throw withCode(thrown);
    }
  }

  /** Forgets what the engine keeps with its session only: selections, values of variables, and the alternate states that it was given. */
  private endEngineSession(): void {
    this.current.reset();
    this.contents.resetVariables();
    this.stateNames.clear();
    this.data.stateNames?.forEach((name) => this.stateNames.add(name));
  }

  private tableOf(rows: readonly FakeRow[]): FakeTable {
    const variables = variableReader(this.contents.variables, () => this.context(DEFAULT_STATE));
    return new FakeTable(rows, this.data, variables);
  }

  private clearField(field: FakeField): void {
    this.current.setLocked(field, false);
    this.current.select(field, []);
  }
}

/** What the fake engine cannot do as a `QlikError`; other errors as they are. */
function withCode(thrown: unknown): unknown {
  if (!(thrown instanceof UnsupportedByFake)) return thrown;
  const { message, remedy } = thrown;
  // Test runners print the message only.
  return new QlikError('engine-error', `${message} ${remedy}`, { remedy });
}

/** The apps of a test, each once for each identity. */
export class FakeApps {
  private readonly opened = new Map<string, FakeEngineApp>();

  constructor(private readonly data: Readonly<Record<string, FakeAppData>>) {}

  get all(): readonly FakeEngineApp[] {
    return [...this.opened.values()];
  }

  /** @throws {QlikError} for an app that the test does not have */
  get(appId: string, identity = ''): FakeEngineApp {
    const key = JSON.stringify([appId, identity]);
    const existing = this.opened.get(key);
    if (existing) return existing;
    const data = this.data[appId];
    if (!data) {
      const { message } = unsupported(`has no app "${appId}"`, '');
      const known = Object.keys(this.data).join(', ');
      const remedy = `Give it in \`apps\` of provideQlikTesting()${known === '' ? '' : `, or use one of ${known}`}.`;
      throw new QlikError('app-not-found', `${message} ${remedy}`, { remedy });
    }
    const app = new FakeEngineApp(appId, data);
    this.opened.set(key, app);
    return app;
  }
}
