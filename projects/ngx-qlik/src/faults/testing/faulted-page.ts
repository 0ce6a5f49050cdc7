import { DOCUMENT } from '@angular/common';
import { HttpBackend, HttpErrorResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeQlikMain, settled, ɵrealDelay as realDelay } from 'ngx-qlik/testing';
import { AUTH_TYPES, type BuiltInAuthType } from 'ngx-qlik/auth-types';
import { type AppSession, QixSessions } from 'ngx-qlik/qix';
import { provideQlikRest, QlikRepository, QlikRest } from 'ngx-qlik/rest';
import type { HostConfig } from '@qlik/api/auth';
import { firstValueFrom, map } from 'rxjs';
import { FakeQix, type FakeSession, socketClosed } from '../../../qix/fake-engine.spec';
import type { ConnectionSession } from '../../auth/connection-session';
import type { ConnectionState } from '../../auth/connection-state';
import { QlikAuthService, toConnectionSession } from '../../auth/qlik-auth-service';
import {
  withHeader,
  withJwtVirtualProxy,
  withAnonymousVirtualProxy,
  withWindows,
} from '../../auth/strategies/client-managed';
import {
  withAnonymous,
  withApiKey,
  withCookie,
  withOAuth2Impersonation,
  withOAuth2Web,
} from '../../auth/strategies/cloud';
import type { QlikFeature } from '../../auth/strategy';
import type { QlikConnectionInput } from '../../connections/connection';
import type { ConnectionAuth } from '../../connections/connection-auth';
import { QlikError } from '../../errors/qlik-error';
import { qlikInterceptor } from '../../http/qlik-interceptor';
import { provideQlik, withConnections } from '../../provide-qlik';
import { FaultServers, OTHER_TENANT, SERVER, TENANT } from './fault-servers';

/** The connection that no fault applies to. */
export const UNDISTURBED = 'undisturbed';

/** The connection of the same type to the other tenant. */
export const SAME_SETUP = 'same-setup';

/** The type of a connection that fails while another works on. */
export const BESIDE = 'jwt-virtual-proxy';

/** So often promises are let settle before something is taken for not happening; the later rounds also wait for other processes. */
const MOST_ROUNDS = 800;
/** From this round on, real time passes: a message of another tab comes through the browser's process, which may be busy. */
const QUICK_ROUNDS = 300;
const SLOW_ROUND_MS = 10;
/** After so long a selection is remembered. */
const REMEMBERED_AFTER_MS = 1_000;

/** Each type that a spec proves: its feature, and what its configuration has. */
const TYPES: Readonly<
  Partial<Record<BuiltInAuthType, { readonly feature: () => QlikFeature; readonly auth?: object }>>
> = {
  'oauth2-impersonation': { feature: withOAuth2Impersonation, auth: { clientId: 'web' } },
  'oauth2-web': { feature: withOAuth2Web },
  cookie: { feature: withCookie, auth: { webIntegrationId: 'integration' } },
  anonymous: { feature: withAnonymous, auth: { clientId: 'shared', accessCode: 'code' } },
  apikey: { feature: withApiKey },
  windows: { feature: withWindows },
  header: { feature: withHeader },
  'jwt-virtual-proxy': { feature: withJwtVirtualProxy },
  'anonymous-virtual-proxy': { feature: withAnonymousVirtualProxy },
};

/** What the strategies and the page load lazily; loaded before, so that no spec waits for it. */
export function loadParts(): Promise<unknown> {
  return Promise.all([
    import('../../auth/strategies/cloud/silent-tokens'),
    import('../../auth/strategies/cloud/tenant-session'),
    import('../../auth/strategies/client-managed/virtual-proxy'),
    import('../../auth/backend/backend-session'),
    import('../../http/unusual-requests'),
    import('../../retries/retry-queue'),
    import('../../runtime/page-runtime'),
  ]);
}

/** What a handshake of a WebSocket comes to: as the servers decide, or refused. */
type Handshake = 'as-usual' | 'refused';

/** What becomes of the request for Qlik's script. */
export type ScriptAnswer = 'arrives' | 'fails' | 'never-comes';

const SCRIPT = '/qlik-embed/main.js';

/** How a page is opened. */
interface PageOptions {
  /** Another type, of which the page has a connection too. */
  readonly beside?: BuiltInAuthType;
  /** Whether the page has another connection of the type, with the same setup, to the other tenant: {@link SAME_SETUP}. */
  readonly hasSameSetup?: boolean;
  /** Whether the page has to load Qlik's script first; {@link FaultedPage.answerScript} says what becomes of it. */
  readonly loadsScript?: boolean;
}

/**
 * A page with a connection of an auth type, and one to another tenant that no fault applies to. Strategies, interceptor, retries and app sessions are
 * those of the library; the servers, the browser's navigation and Qlik's engine are fakes, and the clock stands still.
 */
export class FaultedPage {
  readonly servers = new FaultServers();
  readonly qix = new FakeQix();
  handshake: Handshake = 'as-usual';
  /** The code with which the engine closes a socket that opens an app. */
  closeCodeOfApps: number | undefined;
  /** Whether the engine has lost its sessions. */
  hasLostSessions = false;
  /** How many handshakes of WebSockets were refused. */
  refusedHandshakes = 0;
  /** Where the page was sent. */
  readonly navigations: string[] = [];
  /** What happened to the sign-in. */
  readonly events: string[] = [];
  /** How a host answers the request for Qlik's script, where the page has none yet. */
  answerScript: (host: string) => ScriptAnswer = () => 'arrives';
  private readonly main = fakeQlikMain({ 'qix@v1': this.qix.module });
  private uninstall: () => void = () => undefined;

  constructor(
    readonly type: BuiltInAuthType,
    private readonly options: PageOptions = {},
  ) {}

  /** Opens the page with a user signed in. */
  async open(): Promise<void> {
    localStorage.clear();
    sessionStorage.clear();
    jasmine.clock().install().mockDate();
    this.servers.allowsAnonymous = this.type === 'anonymous-virtual-proxy';
    if (this.isInteractive) this.servers.signInAtQlik();
    this.servers.hasOtherSession = this.options.hasSameSetup === true;
    await this.load();
    await this.expectSignedIn();
  }

  /** Leaves nothing behind; to be called after each spec. */
  close(): void {
    TestBed.resetTestingModule();
    this.uninstall();
    jasmine.clock().uninstall();
    localStorage.clear();
    sessionStorage.clear();
  }

  /** Loads the page anew, as after a sign-in that has left it. */
  async load(): Promise<void> {
    TestBed.resetTestingModule();
    this.uninstall();
    this.qix.authenticate = async ({ hostConfig }) => {
      await this.authenticate(hostConfig);
      if (this.closeCodeOfApps !== undefined && !isUndisturbed(hostConfig))
        throw socketClosed(this.closeCodeOfApps);
    };
    this.uninstall = this.options.loadsScript ? () => delete window.QlikMain : this.main.install();
    TestBed.configureTestingModule({
      providers: [
        provideQlik(withConnections(this.connections), ...this.features),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideQlikRest(),
        { provide: HttpBackend, useValue: this.servers.backend },
        { provide: DOCUMENT, useValue: this.createDocument() },
      ],
    });
    const auth = TestBed.inject(QlikAuthService);
    await this.until(() => auth.connections().length > 0);
    auth.events.subscribe(({ connectionId, type }) => connectionId === this.type && this.events.push(type));
    auth.connectionSession(this.type);
    auth.connectionSession(UNDISTURBED);
    if (this.options.hasSameSetup) auth.connectionSession(SAME_SETUP);
  }

  get isInteractive(): boolean {
    return AUTH_TYPES[this.type].isInteractive === true;
  }

  get connectionSession(): ConnectionSession {
    return toConnectionSession(TestBed.inject(QlikAuthService).connectionSession(this.type));
  }

  get state(): ConnectionState {
    return this.connectionSession.state();
  }

  /** Why the sign-in has ended. */
  get endCode(): string | undefined {
    const { state } = this;
    return state.status === 'signed-out' ? state.reason?.code : undefined;
  }

  /** Lets promises and effects settle. */
  async settle(): Promise<void> {
    TestBed.inject(ApplicationRef).tick();
    await settled();
  }

  /** Waits until something holds, without a time passing on the page's clock. */
  async until(holds: () => boolean): Promise<void> {
    for (let round = 0; !holds(); round++) {
      if (round === MOST_ROUNDS) throw new Error(`It does not come to pass: ${holds.toString()}`);
      if (round >= QUICK_ROUNDS) await realDelay(SLOW_ROUND_MS);
      await this.settle();
    }
  }

  /** Lets so much time pass. */
  async pass(milliseconds: number): Promise<void> {
    jasmine.clock().tick(milliseconds);
    for (let round = 0; round < 5; round++) await this.settle();
  }

  /** Requests a panel's list. */
  list(id: string = this.type): ListCall {
    const call: { outcome?: string } = {};
    const isCloud =
      id === UNDISTURBED || id === SAME_SETUP || AUTH_TYPES[id as BuiltInAuthType].platform === 'cloud';
    const listing = isCloud
      ? TestBed.inject(QlikRest)
          .spaces(id)
          .pipe(map(({ items }) => items))
      : TestBed.inject(QlikRepository).streams(id);
    firstValueFrom(listing).then(
      () => (call.outcome = 'listed'),
      (thrown: unknown) => (call.outcome = codeOf(thrown)),
    );
    return call;
  }

  /**
   * Requests the list and waits for what comes of it; time passes as long as the call waits.
   * @returns `listed`, or the code of the error
   */
  async listed(id?: string): Promise<string> {
    const call = this.list(id);
    for (let round = 0; call.outcome === undefined; round++) {
      if (round === QUICK_ROUNDS) throw new Error('The list is not answered.');
      if (round % 10 === 9) jasmine.clock().tick(1_000);
      await this.settle();
    }
    return call.outcome;
  }

  async expectSignedIn(): Promise<void> {
    await this.until(() => this.state.status === 'ready');
  }

  /** Expects that the connection to the other tenant answers calls. */
  async expectUndisturbed(): Promise<void> {
    expect(await this.listed(UNDISTURBED))
      .withContext('of the other tenant')
      .toBe('listed');
  }

  /** Expects that the connection works as before any fault. */
  async expectRestored(): Promise<void> {
    expect([await this.listed(), this.state.status]).toEqual(['listed', 'ready']);
  }

  /** Signs in by a click; with a type that leaves the page, the user signs in there and comes back. */
  async signInAgain(): Promise<void> {
    const before = this.navigations.length;
    const signingIn = this.connectionSession.signIn();
    if (!this.isInteractive) return signingIn;
    signingIn.catch(() => undefined);
    // Where Qlik still has a session of the user, there is nothing to leave for.
    await this.until(() => this.navigations.length > before || this.state.status === 'ready');
    if (this.navigations.length === before) return;
    this.servers.signInAtQlik();
    await this.load();
    await this.expectSignedIn();
  }

  /** Begins to open the app. */
  beginApp(): FaultedApp {
    return new FaultedApp(this, TestBed.inject(QixSessions).open(this.type, 'sales'));
  }

  /** Opens the app; one that failed to open is opened again. */
  async openApp(): Promise<FaultedApp> {
    const app = this.beginApp();
    if (app.status === 'failed') app.appSession.resume();
    await this.until(() => app.status === 'open');
    return app;
  }

  /** Opens the app, which fails; one that failed before is opened again. */
  async openFailingApp(): Promise<FaultedApp> {
    const app = this.beginApp();
    if (app.status === 'failed') app.appSession.resume();
    await this.until(() => app.status !== 'opening');
    return app;
  }

  /**
   * Opens a socket with the credential that Qlik's runtime asks the page for.
   * @throws {Event} as enigma does where the handshake is refused: without a reason
   */
  async authenticate(hostConfig: unknown): Promise<void> {
    const module = [...this.main.authModules.values()].at(-1);
    const params = await module?.getWebSocketAuthParams({ hostConfig });
    const { host = '' } = hostConfig as HostConfig;
    if (host === OTHER_TENANT) return;
    if (this.handshake === 'as-usual' && this.servers.acceptsSocket(host, params?.queryParams ?? {})) return;
    this.refusedHandshakes++;
    const event: unknown = new Event('error');
    throw event;
  }

  private get connections(): readonly QlikConnectionInput[] {
    const auth = { type: 'anonymous', clientId: 'shared', accessCode: 'code' } as const;
    const { beside, hasSameSetup } = this.options;
    const types = beside === undefined ? [this.type] : [this.type, beside];
    return [
      ...types.map(connectionOf),
      ...(hasSameSetup ? [{ ...connectionOf(this.type), id: SAME_SETUP, host: OTHER_TENANT }] : []),
      { id: UNDISTURBED, label: 'Undisturbed', platform: 'cloud', host: OTHER_TENANT, auth },
    ];
  }

  private get features(): readonly QlikFeature[] {
    const { beside = this.type } = this.options;
    return [...new Set(['anonymous', this.type, beside] as const)].map((type) => typeOf(type).feature());
  }

  /** The document, whose page notes where it is sent and stays, and loads no script. */
  private createDocument(): Document {
    const place = { assign: (address: string) => void this.navigations.push(address), href: location.href };
    const head = withMembers(document.head, { append: (script: HTMLScriptElement) => this.answer(script) });
    return withMembers(document, { defaultView: withMembers(window, { location: place }), head });
  }

  private answer(script: HTMLScriptElement): void {
    if (!script.src.endsWith(SCRIPT)) throw new Error(`${script.src} is not expected.`);
    const answer = this.answerScript(script.src.slice(0, -SCRIPT.length));
    if (answer === 'never-comes') return;
    if (answer === 'arrives') this.main.install();
    void Promise.resolve().then(() =>
      script.dispatchEvent(new Event(answer === 'arrives' ? 'load' : 'error')),
    );
  }
}

/** A call for a list, and what came of it. */
interface ListCall {
  readonly outcome?: string;
}

/** The app of a connection, with a selection that has to last. */
export class FaultedApp {
  /** Its status in the moment in which its socket closed. */
  statusWhenLost = '';

  constructor(
    private readonly page: FaultedPage,
    readonly appSession: AppSession,
  ) {}

  get status(): string {
    return this.appSession.state().status;
  }

  get code(): string | undefined {
    return this.error?.code;
  }

  get message(): string | undefined {
    return this.error?.message;
  }

  get remedy(): string | undefined {
    return this.error?.remedy;
  }

  get attempt(): number | undefined {
    const state = this.appSession.state();
    return state.status === 'resuming' ? state.attempt : undefined;
  }

  /** The session of Qlik's runtime that it has now. */
  get live(): FakeSession {
    const found = this.page.qix.sessions.filter(({ props }) => !isUndisturbed(props.hostConfig)).at(-1);
    if (!found) throw new Error('The app was never open.');
    return found;
  }

  /** Selects in the app, and waits until that is remembered. Sockets resume as the servers decide. */
  async select(): Promise<void> {
    await this.page.pass(REMEMBERED_AFTER_MS);
    const { doc } = this.live;
    const object = doc.objectOf('ngx-qlik-selection-memory');
    const selected = {
      qField: 'Genre',
      qSelectedCount: 1,
      qSelectedFieldSelectionInfo: [{ qName: 'Drama' }],
    };
    object.layout = { qSelectionObject: { qSelections: [selected] } };
    object.emit('changed');
    await this.page.pass(REMEMBERED_AFTER_MS);
    this.followServers();
  }

  /** Its socket closes. */
  async lose(code: number): Promise<void> {
    this.live.emit('suspended', code);
    this.statusWhenLost = this.status;
    for (let round = 0; round < 5; round++) await this.page.settle();
  }

  /** Expects that the app is open with its selection: that of the engine's session, or made again in a new one. */
  async expectSelected(): Promise<void> {
    await this.page.until(() => this.status === 'open');
    const state = this.appSession.state();
    const isKept = state.status === 'open' && state.isReattached === true;
    expect(isKept || this.live.doc.calls.includes('select Genre: Drama'))
      .withContext('the selection')
      .toBeTrue();
  }

  /** Lets sockets that resume ask for a credential and be accepted as those that open. */
  private followServers(): void {
    const { page, live } = this;
    const { doc, props } = live;
    const resume = async (): Promise<void> => {
      await page.authenticate(props.hostConfig);
      doc.session.sessionState = page.hasLostSessions ? 'SESSION_CREATED' : 'SESSION_ATTACHED';
    };
    live.runtimeResume = resume;
    doc.session.resume = async () => {
      await resume();
      if (page.hasLostSessions) throw Object.assign(new Error('Not attached'), { code: -12 });
    };
  }

  private get error(): QlikError | undefined {
    const state = this.appSession.state();
    return 'error' in state ? state.error : undefined;
  }
}

function typeOf(type: BuiltInAuthType) {
  const found = TYPES[type];
  if (!found) throw new Error(`No spec proves ${type}.`);
  return found;
}

function connectionOf(type: BuiltInAuthType): QlikConnectionInput {
  const { platform, credential } = AUTH_TYPES[type];
  const direct = platform === 'cloud' ? TENANT : SERVER;
  return {
    id: type,
    label: type,
    platform: platform === 'cloud' ? 'cloud' : 'client-managed',
    host: credential === 'relay' ? `/qlik/${type}` : direct,
    auth: { type, ...typeOf(type).auth } as ConnectionAuth,
  };
}

function isUndisturbed(hostConfig: unknown): boolean {
  return (hostConfig as { readonly host?: string } | undefined)?.host === OTHER_TENANT;
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof QlikError) return thrown.code;
  return thrown instanceof HttpErrorResponse ? `status ${thrown.status}` : String(thrown);
}

/** An object with other members in place of its own. */
function withMembers<T extends object>(of: T, members: Readonly<Record<string, unknown>>): T {
  return new Proxy(of, {
    get: (target, name) => {
      if (typeof name === 'string' && Object.hasOwn(members, name)) return members[name];
      const value: unknown = Reflect.get(target, name);
      // Methods of the browser's objects refuse to be called on another.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
