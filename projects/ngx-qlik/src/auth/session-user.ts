import { computed, type Signal, signal, untracked } from '@angular/core';
import { toQlikError } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';
import type { ConnectionSession } from './connection-session';
import type { QlikUser, QlikUserState } from './connection-state';
import { requestUser } from './requests/request-user';

const SIGNED_OUT: QlikUserState = { status: 'signed-out' };
const LOADING: QlikUserState = { status: 'loading' };

/** What is known of the user of one request. */
interface Known {
  readonly request: string;
  readonly state: QlikUserState;
}

/** The user of a sign-in. Qlik is asked when the user is first read, once per sign-in. */
export class SessionUser {
  private readonly known = signal<Known | undefined>(undefined);
  private readonly reloads = signal(0);
  /** What was asked last. */
  private asked: string | undefined;

  readonly state: Signal<QlikUserState> = computed(() => {
    const { connectionSession } = this;
    if (!connectionSession.isSignedIn()) return SIGNED_OUT;
    const request = `${connectionSession.epoch()} ${this.reloads()}`;
    const known = this.known();
    if (known?.request === request) return known.state;
    untracked(() => this.ask(request));
    return LOADING;
  });

  readonly user: Signal<QlikUser | undefined> = computed(() => {
    const state = this.state();
    return state.status === 'known' ? state.user : undefined;
  });

  constructor(
    private readonly connectionSession: ConnectionSession,
    private readonly currentUser: (() => Promise<QlikUser | undefined>) | undefined,
  ) {}

  /** Asks again at the next read. */
  reload(): void {
    this.reloads.update((count) => count + 1);
  }

  private ask(request: string): void {
    this.asked = request;
    runOutsideAngular(() => {
      void this.load().then((state) => {
        // The user of another sign-in is asked for at the next read.
        if (this.asked === request) this.known.set({ request, state });
      });
    });
  }

  private async load(): Promise<QlikUserState> {
    const { connectionSession } = this;
    try {
      const user = await (this.currentUser?.() ?? requestUser(connectionSession));
      return user ? { status: 'known', user } : { status: 'unavailable' };
    } catch (thrown) {
      return { status: 'failed', error: toQlikError(thrown, connectionSession.connection.id) };
    }
  }
}
