import type { Doc } from '@qlik/api/qix';
import type { QixRuntimeModule } from 'ngx-qlik';

type OpenProps = Parameters<QixRuntimeModule['openAppSession']>[0];
type Listener = () => void;

/** An object of {@link FakeDoc} with a layout that tests set and change. */
export class FakeObject {
  readonly handle: number;
  readonly calls: unknown[][] = [];
  /** The next results of `getLayout`, before {@link layout}: an error, or a promise. */
  readonly answers: (() => Promise<unknown>)[] = [];
  hyperCubeData: (top: number, height: number) => unknown = () => [];
  isSelectable = true;
  layoutCount = 0;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(
    readonly id: string,
    readonly properties: Readonly<Record<string, unknown>>,
    public layout: unknown,
  ) {
    this.handle = Number(id.replace(/\D/g, '')) || 1;
  }

  get listenerCount(): number {
    return [...this.listeners.values()].reduce((count, each) => count + each.size, 0);
  }

  on(event: string, listener: Listener): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  removeListener(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  emit(event: 'changed' | 'closed'): void {
    [...(this.listeners.get(event) ?? [])].forEach((listener) => listener());
  }

  getLayout(): Promise<unknown> {
    this.layoutCount++;
    return this.answers.shift()?.() ?? Promise.resolve(this.layout);
  }

  /** Set when the engine has given its handle to another object. */
  infoId: string | undefined;

  getInfo(): Promise<{ readonly qId: string }> {
    return Promise.resolve({ qId: this.infoId ?? this.id });
  }

  getHyperCubeData(path: string, pages: readonly { qTop: number; qHeight: number }[]): Promise<unknown> {
    this.calls.push(['getHyperCubeData', path, pages]);
    return Promise.resolve(pages.map((page) => this.hyperCubeData(page.qTop, page.qHeight)));
  }

  selectHyperCubeValues(...parameters: unknown[]): Promise<boolean> {
    this.calls.push(['selectHyperCubeValues', ...parameters]);
    return Promise.resolve(this.isSelectable);
  }

  applyPatches(...parameters: unknown[]): Promise<void> {
    this.calls.push(['applyPatches', ...parameters]);
    return Promise.resolve();
  }
}

/** Emits events, as enigma's session and its connection do. */
export class FakeEmitter {
  private readonly listeners = new Map<string, Set<(...details: readonly unknown[]) => void>>();

  get listenerCount(): number {
    return [...this.listeners.values()].reduce((count, each) => count + each.size, 0);
  }

  on(event: string, listener: (...details: readonly unknown[]) => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  removeListener(event: string, listener: (...details: readonly unknown[]) => void): void {
    this.listeners.get(event)?.delete(listener);
  }

  emit(event: string, ...details: readonly unknown[]): void {
    [...(this.listeners.get(event) ?? [])].forEach((listener) => listener(...details));
  }
}

/** enigma's session. */
class FakeEngineSession extends FakeEmitter {
  readonly rpc = new FakeEmitter();
  sessionState = 'SESSION_CREATED';

  constructor(public resume: (onlyIfAttached: boolean) => Promise<unknown>) {
    super();
  }

  /** Sends a notification of the server and closes the socket, as after every fatal error. */
  notify(name: string): void {
    this.emit('notification:*', name, { severity: 'fatal' });
    this.rpc.emit('closed', { code: 1000 });
  }
}

/** An open app. Tests emit its changes. */
export class FakeDoc extends FakeEmitter {
  readonly objects: FakeObject[] = [];
  readonly destroyed: string[] = [];
  readonly calls: string[] = [];
  /** Objects of the app, by id. */
  readonly ownObjects = new Map<string, FakeObject>();
  /** The layout of a new session object. */
  layoutFor: (properties: Readonly<Record<string, unknown>>) => unknown = () => ({});
  /** Makes the next creation of an object fail. */
  creationError: Error | undefined;
  /** The app's alternate states. */
  stateNames: readonly string[] = [];
  /** Fields that reject selections; in an alternate state as `state::field`. */
  readonly lockedFields = new Set<string>();
  probe: () => Promise<number> = () => Promise.resolve(0);
  /** enigma's session of this app, under enigma's name. */
  // eslint-disable-next-line project/field-terms
  readonly session = new FakeEngineSession((onlyIfAttached) => {
    this.calls.push(`resume ${onlyIfAttached}`);
    this.session.sessionState = 'SESSION_ATTACHED';
    return Promise.resolve();
  });
  private count = 0;

  async createSessionObject(properties: Readonly<Record<string, unknown>>): Promise<FakeObject> {
    const error = this.creationError;
    this.creationError = undefined;
    if (error) throw error;
    const object = new FakeObject(`object-${++this.count}`, properties, this.layoutFor(properties));
    this.objects.push(object);
    return object;
  }

  getObject(id: string): Promise<FakeObject> {
    this.calls.push(`getObject ${id}`);
    const found = this.ownObjects.get(id);
    return found ? Promise.resolve(found) : Promise.reject(objectNotFound());
  }

  destroySessionObject(id: string): Promise<boolean> {
    this.destroyed.push(id);
    return Promise.resolve(true);
  }

  getAppLayout(): Promise<{ readonly qStateNames: readonly string[] }> {
    return Promise.resolve({ qStateNames: this.stateNames });
  }

  getField(field: string, stateName?: string): Promise<unknown> {
    const name = stateName === undefined ? field : `${stateName}::${field}`;
    return Promise.resolve({
      selectValues: (values: readonly { qText: string }[]) => {
        this.calls.push(`select ${name}: ${values.map(({ qText }) => qText).join()}`);
        return Promise.resolve(!this.lockedFields.has(name));
      },
      lock: () => this.record(`lock ${name}`),
      clear: async () => {
        await this.record(`clear ${name}`);
        return !this.lockedFields.has(name);
      },
    });
  }

  clearAll(): Promise<void> {
    return this.record('clearAll');
  }

  back(): Promise<void> {
    return this.record('back');
  }

  forward(): Promise<void> {
    return this.record('forward');
  }

  backCount(): Promise<number> {
    this.calls.push('probe');
    return this.probe();
  }

  /** Returns the object that was created with that type. */
  objectOf(type: string): FakeObject {
    const found = [...this.objects]
      .reverse()
      .find(({ properties }) => (properties['qInfo'] as { qType?: string } | undefined)?.qType === type);
    if (!found) throw new Error(`No object of type ${type} was made.`);
    return found;
  }

  private record(call: string): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}

/** One `openAppSession`. */
export class FakeSession {
  readonly doc: FakeDoc;
  closings = 0;
  closeDelay: number | undefined;
  runtimeResume: () => Promise<void> = () => Promise.resolve();
  readonly eventListeners = new Set<(event: never) => void>();
  readonly progressListeners = new Set<(event: never) => void>();

  constructor(
    readonly props: OpenProps,
    doc: FakeDoc,
    private readonly opening: Promise<FakeDoc>,
  ) {
    this.doc = doc;
  }

  /** Emits a socket event of Qlik's runtime. */
  emit(eventType: 'opened' | 'suspended' | 'resuming' | 'resumed' | 'closed', code = 1006): void {
    [...this.eventListeners].forEach((listener) => listener({ eventType, code, reason: '' } as never));
  }

  progress(event: unknown): void {
    [...this.progressListeners].forEach((listener) => listener(event as never));
  }

  readonly handle = {
    getDoc: () => this.opening,
    onWebSocketEvent: (listener: (event: never) => void) => {
      this.eventListeners.add(listener);
      return () => this.eventListeners.delete(listener);
    },
    onOpenProgress: (listener: (event: never) => void) => {
      this.progressListeners.add(listener);
      return () => this.progressListeners.delete(listener);
    },
    resume: () => {
      this.doc.calls.push('runtime resume');
      return this.runtimeResume();
    },
    close: (props?: { websocketCloseDelay?: number }) => {
      this.closings++;
      this.closeDelay = props?.websocketCloseDelay;
      return Promise.resolve();
    },
  };
}

/** Stands in for Qlik's `qix@v1`: by default opens apps immediately. */
export class FakeQix {
  readonly sessions: FakeSession[] = [];
  /** Prepares the app of the next session. */
  prepare: (doc: FakeDoc) => void = () => undefined;
  /** Requests a socket's token from the page, as Qlik's runtime does before it opens one. */
  authenticate: (props: OpenProps) => Promise<unknown> = () => Promise.resolve();
  private readonly outcomes: ((doc: FakeDoc) => Promise<FakeDoc>)[] = [];

  readonly module = {
    openAppSession: (props: OpenProps) => {
      const doc = new FakeDoc();
      this.prepare(doc);
      const outcome = this.outcomes.shift();
      const opening = this.authenticate(props).then(() => (outcome ? outcome(doc) : doc));
      opening.catch(() => undefined);
      const fakeSession = new FakeSession(props, doc, opening);
      this.sessions.push(fakeSession);
      return fakeSession.handle;
    },
  } as unknown as QixRuntimeModule;

  /** The latest session. */
  get last(): FakeSession {
    const fakeSession = this.sessions.at(-1);
    if (!fakeSession) throw new Error('No app was opened.');
    return fakeSession;
  }

  /** Makes the next opening fail. */
  failNext(error: unknown): void {
    this.outcomes.push(async () => {
      throw error;
    });
  }

  /** Replaces the next opening. */
  nextOpening(outcome: (doc: FakeDoc) => Promise<FakeDoc>): void {
    this.outcomes.push(outcome);
  }

  /** Makes the next opening wait. */
  holdNext(): () => void {
    let finish: () => void = () => undefined;
    this.outcomes.push((doc) => new Promise((resolve) => (finish = () => resolve(doc))));
    return () => finish();
  }
}

/** The app with Qlik's type. */
export function asDoc(doc: FakeDoc): Doc {
  return doc as unknown as Doc;
}

/** The error of `getObject` and `getField` of `@qlik/api`, whatever the cause. */
export function objectNotFound(): Error {
  return Object.assign(new Error('Object not found'), { code: 2 });
}

/** enigma's error when the socket closes during a call. */
export function socketClosed(code: number): Error {
  return Object.assign(new Error('Socket closed'), { code: -1, original: { code, reason: '' } });
}
