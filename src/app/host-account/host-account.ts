import { DOCUMENT, Location } from '@angular/common';
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { QlikAuthService, type QlikAuthEvent } from 'ngx-qlik';
import { firstValueFrom } from 'rxjs';

/** A user of this application, as its backend knows them; not a user of Qlik. */
export interface HostUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Who is signed in to this application itself. `absent`: it is served without a backend that knows users. */
export type HostAccountState =
  | { readonly status: 'loading' }
  | { readonly status: 'absent' }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'signed-out' }
  | { readonly status: 'known'; readonly user: HostUser };

const SESSION = '/app/session';
const SIGN_IN = '/app/sign-in';
const SIGN_OUT = '/app/sign-out';

/**
 * The user of this application, for the auth types whose secret its backend holds: it gives Qlik credentials to whom it knows only.
 * An application of yours has this already.
 */
@Injectable({ providedIn: 'root' })
export class HostAccount {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);
  private readonly location = inject(Location);
  private readonly router = inject(Router);
  private readonly current = signal<HostAccountState>({ status: 'loading' });
  private isRequested = false;

  readonly state = this.current.asReadonly();

  constructor() {
    const events = inject(QlikAuthService).events.subscribe((event) => {
      if (this.isRequested && mayHaveEnded(event)) void this.refresh();
    });
    inject(DestroyRef).onDestroy(() => events.unsubscribe());
  }

  /** Asks the backend, once. */
  ensureLoaded(): void {
    if (this.isRequested) return;
    this.isRequested = true;
    void this.load();
  }

  async load(): Promise<void> {
    this.current.set({ status: 'loading' });
    await this.refresh();
  }

  /** Leaves for the application's own sign-in and comes back to this page. */
  signIn(): void {
    const returnTo = this.location.prepareExternalUrl(this.router.url);
    this.document.location.assign(`${SIGN_IN}?returnTo=${encodeURIComponent(returnTo)}`);
  }

  /** Ends the application's own session, and with it whatever the backend has open at Qlik; then this page begins anew. */
  async signOut(): Promise<void> {
    try {
      const answer = await firstValueFrom(this.http.post<unknown>(SIGN_OUT, {}));
      const next = textField(answer, 'next');
      if (next === undefined) this.document.location.reload();
      else this.document.location.assign(next);
    } catch (thrown) {
      this.current.set({ status: 'failed', message: describeFailure(thrown) });
    }
  }

  private async refresh(): Promise<void> {
    this.current.set(await this.fetchState());
  }

  private async fetchState(): Promise<HostAccountState> {
    try {
      const answer = await firstValueFrom(this.http.get<unknown>(SESSION));
      return readState(answer);
    } catch (thrown) {
      // A server of static files has nothing at that address, or answers it with the start page, which is no JSON.
      const isAbsent =
        thrown instanceof HttpErrorResponse && (thrown.status === 404 || thrown.status === 200);
      return isAbsent ? { status: 'absent' } : { status: 'failed', message: describeFailure(thrown) };
    }
  }
}

/** A connection whose sign-in is over or wanted may be the first to notice that the application's own is over. */
function mayHaveEnded({ type, error }: QlikAuthEvent): boolean {
  return type === 'signed-out' || error?.code === 'sign-in-required';
}

function readState(answer: unknown): HostAccountState {
  if (typeof answer !== 'object' || answer === null || !('user' in answer)) return { status: 'absent' };
  const { user } = answer;
  const id = textField(user, 'id');
  if (id === undefined) return { status: 'signed-out' };
  return {
    status: 'known',
    user: { id, name: textField(user, 'name') ?? id, email: textField(user, 'email') ?? '' },
  };
}

function textField(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[name];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function describeFailure(thrown: unknown): string {
  const isDown = thrown instanceof HttpErrorResponse && (thrown.status === 0 || thrown.status >= 500);
  return isDown
    ? 'The application’s backend does not answer. Check that it runs.'
    : 'The application’s backend did not take the request.';
}
