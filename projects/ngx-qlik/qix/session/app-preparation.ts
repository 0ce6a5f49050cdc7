import type { HostConfig } from '@qlik/api/auth';
import type { Doc } from '@qlik/api/qix';
import type { InitialAppStateRuntimeModule, QlikError } from 'ngx-qlik';
import { type InitialAppState, InitialAppStates } from './initial-app-state';
import type { SessionTarget } from './runtime-session';
import { closeCodeOf, type FailedApp, toSuspensionError } from './session-errors';
import type { SessionSocket } from './session-socket';

/** The dependencies of an {@link AppPreparation}. */
export interface PreparationSetup {
  readonly app: FailedApp;
  readonly target: SessionTarget;
  /** The time limit of a call to the engine, in milliseconds. */
  readonly callLimit: number;
  /** The socket of the app that is being prepared. */
  socket(): SessionSocket;
  /** Loads the module that calls back before other code of the page gets an app. */
  loadModule(): Promise<InitialAppStateRuntimeModule>;
}

/** Applies the initial states of an app's uses before the app is handed out. */
export class AppPreparation {
  private readonly states: InitialAppStates;
  /** The latest application of initial states. */
  private latest: Promise<void> = Promise.resolve();

  constructor(private readonly setup: PreparationSetup) {
    this.states = new InitialAppStates(setup.callLimit, setup.app.connectionId);
  }

  /** Whether there is a state that is not applied. */
  get isPending(): boolean {
    return this.states.isPending;
  }

  /** Whether no use has an initial state. */
  get isEmpty(): boolean {
    return this.states.isEmpty;
  }

  /** What of the initial states could not be applied. */
  get error(): QlikError | undefined {
    return this.states.error;
  }

  /** Resolves when what has begun is over. Never rejects. */
  get settled(): Promise<void> {
    return this.latest;
  }

  addUse(state: InitialAppState | undefined): void {
    this.states.addUse(state);
  }

  removeUse(state: InitialAppState | undefined): void {
    this.states.removeUse(state);
  }

  /** The states of all uses are to be applied again, to an app that does not have them. */
  reset(doc: Doc): void {
    this.states.reset(doc);
  }

  /**
   * Applies what is pending.
   * @param onApplied called before {@link settled} resolves
   * @throws when the socket closes meanwhile
   */
  apply(doc: Doc, onApplied: () => void = () => undefined): Promise<void> {
    const socket = this.setup.socket();
    socket.setApp();
    const applied = this.latest.then(async () => {
      try {
        if (this.states.isPending) await this.states.apply(doc, socket.closed);
      } catch (thrown) {
        // The event of the socket may come later than the rejection of its calls.
        socket.close(toSuspensionError(closeCodeOf(thrown), this.setup.app));
        throw thrown;
      }
      onApplied();
    });
    this.latest = applied.catch(() => undefined);
    return applied;
  }

  /**
   * Lets Qlik's runtime apply the states, so that embeds of other code do not see the app before either. Without that module, and for an app
   * that the runtime has open, they are applied when the app is open.
   */
  async announce(hostConfig: HostConfig): Promise<void> {
    if (!this.states.isPending) return;
    const { appId, identity } = this.setup.target;
    // The runtime keeps the callback for as long as the page lives.
    const self = new WeakRef(this);
    try {
      const { addOnAppOpenCallback } = await this.setup.loadModule();
      addOnAppOpenCallback({ appId, ...(identity && { identity }), hostConfig }, async ({ doc }) => {
        if (doc) await self.deref()?.apply(doc);
      });
    } catch {
      // The states are applied without it.
    }
  }
}
