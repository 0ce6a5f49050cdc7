import type { Doc } from '@qlik/api/qix';
import type { QixRuntimeModule, RuntimeAuthModule } from 'ngx-qlik';
import { engineFault, NOT_ATTACHED } from './engine-faults';
import { asEngineHandle, Emitter } from './engine-handle';
import type { FakeEngineApp, FakeApps } from './fake-app';
import { FakeDoc } from './fake-doc';

type OpenProps = Parameters<QixRuntimeModule['openAppSession']>[0];
type SocketEvent = Parameters<
  Parameters<ReturnType<QixRuntimeModule['openAppSession']>['onWebSocketEvent']>[0]
>[0];
type SocketListener = (event: SocketEvent) => void;

/** A close code that neither enigma nor Qlik's runtime reports as an event of the session. */
const CLOSED_NORMALLY = 1000;

/** A session of the fake engine: one socket with the app that is open on it. */
export class FakeEngineSession {
  isConnected = true;
  /** Whether the engine no longer has it: resuming fails. */
  isLost = false;
  readonly doc: Doc;
  private readonly fake: FakeDoc;
  private readonly enigma = Object.assign(new Emitter(), {
    rpc: new Emitter(),
    sessionState: 'SESSION_CREATED',
    resume: (onlyIfAttached?: boolean) => this.resume(onlyIfAttached === true),
  });

  constructor(
    private readonly app: FakeEngineApp,
    private readonly onSocketEvent: SocketListener,
  ) {
    const call = <T>(name: string, work: () => T) => app.call(name, this, work);
    this.fake = new FakeDoc(
      {
        appId: app.id,
        call,
        stateNames: app.stateNames,
        context: (stateName) => app.context(stateName),
        select: (change) => app.change(change),
      },
      this.enigma,
    );
    // The fake has the methods that tests need; others are rejected with a remedy.
    this.doc = asEngineHandle(this.fake, 'Doc', call) as unknown as Doc;
  }

  emitChanges(): void {
    if (this.isConnected) this.fake.emitChanges();
  }

  /** Tells the app that its data have changed. */
  emitReload(): void {
    if (this.isConnected) this.fake.emit('changed');
  }

  disconnect(code: number): void {
    this.isConnected = false;
    if (code === CLOSED_NORMALLY) this.enigma.rpc.emit('closed', { code });
    else this.onSocketEvent({ eventType: 'suspended', code, reason: '' } as unknown as SocketEvent);
  }

  /** @throws enigma's error when the engine no longer has the session */
  async resume(onlyIfAttached: boolean): Promise<void> {
    await this.app.call('resume', undefined, () => undefined);
    if (this.isLost && onlyIfAttached) throw engineFault('Session not attached', NOT_ATTACHED);
    this.enigma.sessionState = this.isLost ? 'SESSION_CREATED' : 'SESSION_ATTACHED';
    this.isConnected = true;
    // Changes that were made meanwhile.
    this.fake.emitChanges();
  }
}

/**
 * Stands in for Qlik's module `qix@v1`.
 * @param authModuleOf the auth module that is registered for a host config: it is asked for the socket's token, as Qlik's runtime does
 */
export function createFakeQix(
  apps: FakeApps,
  authModuleOf: (authType: string) => RuntimeAuthModule | undefined,
): QixRuntimeModule {
  const authenticate = async ({ hostConfig }: OpenProps): Promise<void> => {
    const authType = (hostConfig as { readonly authType?: string } | undefined)?.authType ?? '';
    await authModuleOf(authType)?.getWebSocketAuthParams({ hostConfig });
  };
  const openAppSession = (props: OpenProps) => {
    const listeners = new Set<SocketListener>();
    let engineSession: FakeEngineSession | undefined;
    let isClosed = false;
    const open = async (): Promise<Doc> => {
      const app = apps.get(props.appId, props.identity);
      await authenticate(props);
      await app.call('open', undefined, () => undefined);
      engineSession = new FakeEngineSession(app, (event) => listeners.forEach((listener) => listener(event)));
      if (!isClosed) app.add(engineSession);
      return engineSession.doc;
    };
    const opening = open();
    // Reported by `getDoc`.
    opening.catch(() => undefined);
    return {
      getDoc: () => opening,
      onWebSocketEvent: (listener: SocketListener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onOpenProgress: () => () => undefined,
      resume: async () => {
        await opening;
        await engineSession?.resume(false);
      },
      close: () => {
        isClosed = true;
        if (engineSession) {
          engineSession.isConnected = false;
          apps.get(props.appId, props.identity).remove(engineSession);
        }
        return Promise.resolve();
      },
    };
  };
  // The part of Qlik's module that ngx-qlik calls.
  return { openAppSession } as unknown as QixRuntimeModule;
}
