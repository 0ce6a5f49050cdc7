import { DOCUMENT, Location } from '@angular/common';
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { DestroyRef, inject, Injectable, Injector, type Provider, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import {
  type HostSessionCheck,
  QLIK_HOST_SESSION_CHECK,
  QlikAuthService,
  type QlikAuthEvent,
} from 'ngx-qlik';
import { firstValueFrom } from 'rxjs';
import { isRecord } from '../json/is-record';

/** A user of this application, as its backend reports it; not a user of Qlik. */
interface HostUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The user of this application itself. `absent`: the application runs without a backend. */
export type HostAccountState =
  | { readonly status: 'loading' }
  | { readonly status: 'absent' }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'signed-out' }
  | { readonly status: 'known'; readonly user: HostUser };

const SESSION = '/app/session';
/** A path of this site, which `//` and `/\` do not begin. */
const SITE_PATH = /^\/(?![/\\])/;
const SIGN_OUT = '/app/sign-out';

/** The connections of a page do not ask at the same moment: the code of each is loaded first. */
const ANSWER_VALID_MS = 3_000;

/** Lets connections whose secret the backend keeps ask it for nothing while no user is signed in to this application. */
export function provideHostSessionCheck(): Provider {
  return {
    provide: QLIK_HOST_SESSION_CHECK,
    useFactory: (): HostSessionCheck => {
      // The account listens to the connections, so it is not created with them.
      const injector = inject(Injector);
      return () => injector.get(HostAccount).hasSession();
    },
  };
}

/**
 * The user of this application, for the auth types whose secret the backend keeps: the backend issues Qlik credentials
 * for its own users only. Your application has its own implementation of this.
 */
@Injectable({ providedIn: 'root' })
export class HostAccount {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);
  private readonly location = inject(Location);
  private readonly router = inject(Router);
  private readonly current = signal<HostAccountState>({ status: 'loading' });
  private isRequested = false;
  private refreshing: Promise<void> | undefined;
  private answeredAt = 0;
  /** Where the application signs users in, as the backend says: a page of the backend, or of the host that it is in. */
  private signInPath: string | undefined;

  readonly state = this.current.asReadonly();
  private readonly ending = signal(false);
  /** Whether the sessions are being ended. */
  readonly isSigningOut = this.ending.asReadonly();

  constructor() {
    const events = inject(QlikAuthService).events.subscribe((event) => {
      if (this.isRequested && mayHaveEnded(event)) void this.refresh();
    });
    inject(DestroyRef).onDestroy(() => events.unsubscribe());
  }

  /** Loads the user from the backend, once. */
  ensureLoaded(): void {
    if (this.isRequested) return;
    this.isRequested = true;
    void this.load();
  }

  async load(): Promise<void> {
    this.current.set({ status: 'loading' });
    await this.refresh();
  }

  /**
   * Returns whether a user is signed in; true where that is unknown. Asks the backend until there is one, once for all connections of a page
   * that opens.
   */
  async hasSession(): Promise<boolean> {
    this.isRequested = true;
    const { status } = untracked(this.current);
    const isOld = Date.now() - this.answeredAt > ANSWER_VALID_MS;
    if (status === 'loading' || (status === 'signed-out' && isOld)) await this.refresh();
    return this.current().status !== 'signed-out';
  }

  /** Redirects to the application's own sign-in, and back to this page. Without an address what is before the page signs users in: reloads. */
  signIn(): void {
    const { location } = this.document;
    const { signInPath } = this;
    if (signInPath === undefined) return location.reload();
    const returnTo = this.location.prepareExternalUrl(this.router.url);
    location.assign(
      `${signInPath}${signInPath.includes('?') ? '&' : '?'}returnTo=${encodeURIComponent(returnTo)}`,
    );
  }

  /** Ends the application's own session and the backend's sessions at Qlik; then reloads the page. */
  async signOut(): Promise<void> {
    if (this.ending()) return;
    this.ending.set(true);
    try {
      const answer = await firstValueFrom(this.http.post<unknown>(SIGN_OUT, {}));
      const next = textField(answer, 'next');
      if (next === undefined) this.document.location.reload();
      else this.document.location.assign(next);
    } catch (thrown) {
      this.ending.set(false);
      this.current.set({ status: 'failed', message: describeFailure(thrown) });
    }
  }

  private refresh(): Promise<void> {
    return (this.refreshing ??= this.fetchState().then((state) => {
      this.refreshing = undefined;
      this.answeredAt = Date.now();
      this.current.set(state);
    }));
  }

  private async fetchState(): Promise<HostAccountState> {
    try {
      const answer = await firstValueFrom(this.http.get<unknown>(SESSION));
      const signInPath = textField(answer, 'signIn');
      this.signInPath = signInPath !== undefined && SITE_PATH.test(signInPath) ? signInPath : undefined;
      return readState(answer);
    } catch (thrown) {
      // A static file server responds with 404 or with the start page, which is not JSON.
      const isAbsent =
        thrown instanceof HttpErrorResponse && (thrown.status === 404 || thrown.status === 200);
      return isAbsent ? { status: 'absent' } : { status: 'failed', message: describeFailure(thrown) };
    }
  }
}

/** Whether the event of a connection may mean that the application's own session has ended. */
function mayHaveEnded({ type, error }: QlikAuthEvent): boolean {
  return type === 'signed-out' || error?.code === 'sign-in-required';
}

function readState(answer: unknown): HostAccountState {
  if (!isRecord(answer) || !('user' in answer)) return { status: 'absent' };
  const { user } = answer;
  const id = textField(user, 'id');
  if (id === undefined) return { status: 'signed-out' };
  return {
    status: 'known',
    user: { id, name: textField(user, 'name') ?? id, email: textField(user, 'email') ?? '' },
  };
}

function textField(value: unknown, name: string): string | undefined {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function describeFailure(thrown: unknown): string {
  const isDown = thrown instanceof HttpErrorResponse && (thrown.status === 0 || thrown.status >= 500);
  return isDown
    ? 'The application’s backend does not respond. Check that it runs.'
    : 'The application’s backend refused the request.';
}
