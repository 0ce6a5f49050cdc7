import { effect, inject, Injectable, InjectionToken, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import {
  ConnectionRegistry,
  type ConnectionState,
  QlikAuthService,
  type QlikConnection,
  type QlikError,
  type SignInAttempt,
  toQlikError,
} from 'ngx-qlik';
import type { Activity } from '../activity/activity';
import { ActivityLog } from '../activity/activity-log';
import { Announcer } from '../ui/announcer';
import { signsInSilently } from './auth-type-facts';
import { isSignedIn } from './connection-status';
import { needsReload } from './describe-problem';
import { describeSignIn, type SignInEnd, signInPlaceOf } from './describe-sign-in';
import { SignedInUsers } from './signed-in-users';

/** Options of {@link SignIn.start}. */
export interface SignInRequest {
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo?: string;
  /** Shows the login page also if the server knows the user, to sign in as another user. */
  readonly forceLogin?: boolean;
}

/**
 * Time after the start of a sign-in in which a click does not cancel it, in milliseconds: *Cancel* appears where *Sign in* was, and the
 * second click of a slow double click would cancel.
 */
export const CANCEL_DELAY_MS = new InjectionToken<number>('CANCEL_DELAY_MS', {
  providedIn: 'root',
  factory: () => 1_000,
});

/** A sign-in that was started here: the latest one of its connection. */
interface StartedSignIn {
  readonly request: SignInRequest;
  /** See {@link CANCEL_DELAY_MS}. */
  readonly isNew: boolean;
  readonly end?: SignInEnd | { readonly status: 'signed-in' };
  /** The epoch in which it ended. In a later one, the end is out of date. */
  readonly endEpoch?: number;
  /** Whether a user was signed in when it ended. */
  readonly wasSignedIn?: boolean;
}

/** Starts sign-ins and sign-outs for the buttons of the application, and announces and logs their results. */
@Injectable({ providedIn: 'root' })
export class SignIn {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly users = inject(SignedInUsers);
  private readonly router = inject(Router);
  private readonly log = inject(ActivityLog);
  private readonly announcer = inject(Announcer);
  private readonly cancelDelayMs = inject(CANCEL_DELAY_MS);
  private readonly started = signal<ReadonlyMap<string, StartedSignIn>>(new Map());

  constructor() {
    const announced = new Map<string, { readonly text: string; readonly end: StartedSignIn['end'] }>();
    effect(() => {
      for (const id of this.started().keys()) {
        const text = this.announcement(id);
        const end = this.latestEnd(id);
        const before = announced.get(id);
        // A second failure may have the text of the first, and come before the page has shown anything else.
        const isNew = text !== before?.text || (end !== undefined && end !== before.end);
        if (text !== '' && isNew) untracked(() => this.announcer.announce(text, id));
        announced.set(id, { text, end });
      }
    });
  }

  /** The sign-in in progress that can be canceled, also while a user is signed in. */
  attempt(connectionId: string): SignInAttempt | undefined {
    return this.auth.connectionSession(connectionId).signInAttempt();
  }

  /** The options of the latest sign-in. */
  request(connectionId: string): SignInRequest | undefined {
    return this.started().get(connectionId)?.request;
  }

  /** Whether the latest sign-in was started a moment ago: a click does not cancel it yet. Escape does. */
  isNew(connectionId: string): boolean {
    return this.started().get(connectionId)?.isNew ?? false;
  }

  /** The end of the latest sign-in, if it failed or was canceled and the connection's state does not contain it. */
  outcome(connectionId: string): SignInEnd | undefined {
    const end = this.latestEnd(connectionId);
    if (!end || end.status === 'signed-in') return undefined;
    const isSignedInNow = isSignedIn(this.auth.state(connectionId)());
    if (isSignedInNow !== this.started().get(connectionId)?.wasSignedIn) return undefined;
    // Without a signed-in user, the connection's state contains the failure.
    return end.status === 'canceled' || isSignedInNow ? end : undefined;
  }

  /** Whether the restore of a sign-in failed and another one can help. */
  canRetryRestore(connectionId: string): boolean {
    const connection = this.registry.find(connectionId);
    const end = this.latestEnd(connectionId);
    const error = end?.status === 'failed' ? end.error : undefined;
    return connection !== undefined && canRetryRestore(this.auth.state(connectionId)(), connection, error);
  }

  /** Describes the latest sign-in; empty if there is none. */
  text(connectionId: string): string {
    const connection = this.registry.find(connectionId);
    if (!connection) return '';
    return describeSignIn({
      place: signInPlaceOf(connection),
      attempt: this.attempt(connectionId),
      end: this.outcome(connectionId),
      isSignedIn: isSignedIn(this.auth.state(connectionId)()),
    });
  }

  /** Call it from a click handler: browsers block pop-ups otherwise. */
  async start(connectionId: string, request: SignInRequest = {}): Promise<void> {
    const { returnTo, forceLogin } = request;
    this.begin(connectionId, request);
    const logEnd = this.logStart(connectionId);
    try {
      await this.auth.signIn(connectionId, {
        ...(returnTo === undefined ? {} : { returnTo }),
        ...(forceLogin === undefined ? {} : { forceLogin }),
      });
    } catch (thrown) {
      const error = toQlikError(thrown);
      logEnd(error);
      // In the connection's state, or in `outcome`: every page that offers a sign-in shows both.
      this.noteFailure(connectionId, request, error);
      return;
    }
    logEnd();
    this.noteEnd(connectionId, request, { status: 'signed-in' });
    if (returnTo !== undefined) await this.router.navigateByUrl(returnTo);
  }

  cancel(connectionId: string): void {
    this.auth.cancelSignIn(connectionId);
  }

  /**
   * Cancels the sign-in in progress by a key, for listeners of regions of the page that are about the connection.
   * @returns whether there was one
   */
  cancelByKey(connectionId: string, event: Event): boolean {
    // A menu inside used the key.
    if (event.defaultPrevented || !this.attempt(connectionId)) return false;
    // Otherwise Escape also closes the panel of the connections.
    event.preventDefault();
    this.cancel(connectionId);
    return true;
  }

  /** Signs out of these connections. */
  async end(...connectionIds: readonly string[]): Promise<void> {
    const labels = connectionIds.map((id) => this.registry.get(id).label);
    this.announcer.announce(`Signed out of ${labels.join(', ')}`, ...connectionIds);
    await Promise.all(connectionIds.map((id) => this.auth.signOut(id)));
  }

  private latestEnd(connectionId: string): StartedSignIn['end'] {
    const started = this.started().get(connectionId);
    if (!started) return undefined;
    return started.endEpoch === this.auth.connectionSession(connectionId).epoch() ? started.end : undefined;
  }

  /** The text for screen readers; empty while there is none. */
  private announcement(connectionId: string): string {
    const connection = this.registry.find(connectionId);
    if (!connection) return '';
    const text = this.text(connectionId);
    if (text !== '') return `${connection.label}: ${text}`;
    return this.latestEnd(connectionId)?.status === 'signed-in' ? this.users.describe(connection) : '';
  }

  private begin(connectionId: string, request: SignInRequest): void {
    const isNew = this.cancelDelayMs > 0;
    this.started.update((before) => new Map(before).set(connectionId, { request, isNew }));
    if (isNew) setTimeout(() => this.change(connectionId, request, { isNew: false }), this.cancelDelayMs);
  }

  /** Changes the latest sign-in, unless another one replaced it. */
  private change(connectionId: string, request: SignInRequest, changes: Partial<StartedSignIn>): void {
    const started = untracked(this.started).get(connectionId);
    if (started?.request !== request) return;
    this.started.update((before) => new Map(before).set(connectionId, { ...started, ...changes }));
  }

  private noteEnd(
    connectionId: string,
    request: SignInRequest,
    end: NonNullable<StartedSignIn['end']>,
  ): void {
    // A changed configuration may have removed the connection.
    if (!this.registry.isKnown(connectionId)) return;
    const { epoch, state } = this.auth.connectionSession(connectionId);
    const wasSignedIn = isSignedIn(untracked(state));
    this.change(connectionId, request, { end, endEpoch: untracked(epoch), wasSignedIn });
  }

  private noteFailure(connectionId: string, request: SignInRequest, error: QlikError): void {
    if (error.code !== 'sign-in-canceled') {
      this.noteEnd(connectionId, request, { status: 'failed', error });
      return;
    }
    const isLatest = untracked(this.started).get(connectionId)?.request === request;
    this.log.add(
      noted(connectionId, {
        kind: 'sign-in',
        title: isLatest ? 'Canceled the sign-in' : 'A new sign-in replaced the one before',
      }),
    );
    this.noteEnd(connectionId, request, { status: 'canceled' });
  }

  /** @returns a function to be called when the sign-in has ended on this page */
  private logStart(connectionId: string): (error?: QlikError) => void {
    const place = signInPlaceOf(this.registry.get(connectionId));
    // The user may stay on the page.
    if (place === 'page')
      return this.log.addWhenLeft(() =>
        noted(connectionId, { kind: 'page', title: 'Left for the sign-in page' }),
      );
    // Without a window, the requests are logged by themselves.
    if (place !== 'window') return () => undefined;
    const withdraw = this.log.add(
      noted(connectionId, { kind: 'sign-in', title: 'Opened a window for the sign-in' }),
    );
    return (error) => {
      // The browser says only now that it did not open it.
      if (error?.code === 'popup-blocked') withdraw();
    };
  }
}

function noted(connectionId: string, activity: Pick<Activity, 'kind' | 'title'>): Activity {
  return { ...activity, connectionId, at: Date.now(), outcome: 'noted' };
}

/**
 * Whether `QlikSession.retry()` can help: the restore of a sign-in failed. An interactive sign-in that failed has the same state, and is
 * started again instead; a connection that signs in automatically does so in its restore.
 * @param endOfSignIn the error of the latest sign-in that the user started on this page
 */
export function canRetryRestore(
  state: ConnectionState,
  { auth }: QlikConnection,
  endOfSignIn?: QlikError,
): boolean {
  if (state.status !== 'failed') return false;
  const { error } = state;
  // The user signs in to the application first.
  if (error.code === 'sign-in-required' || needsReload(error)) return false;
  if (signsInSilently(auth.type)) return true;
  return error.isRetryable && error.code.startsWith('http-') && error !== endOfSignIn;
}
