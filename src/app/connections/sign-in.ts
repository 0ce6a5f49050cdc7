import { Location } from '@angular/common';
import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, type SignInAttempt, toQlikError } from 'ngx-qlik';
import type { Activity } from '../activity/activity';
import { ActivityLog } from '../activity/activity-log';
import { Announcer } from '../ui/announcer';
import { isSignedIn } from './connection-status';
import { describeSignIn, type SignInEnd, signInPlaceOf } from './describe-sign-in';

/** Options of {@link SignIn.start}. */
export interface SignInRequest {
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo?: string;
  /** Shows the login page also if the server knows the user, to sign in as another user. */
  readonly forceLogin?: boolean;
}

/** A sign-in that was started here: the latest one of its connection. */
interface StartedSignIn {
  readonly request: SignInRequest;
  readonly end?: SignInEnd;
  /** The epoch in which it ended. {@link SignIn.outcome} ignores it in a later one. */
  readonly endEpoch?: number;
}

/** Starts sign-ins and sign-outs for the buttons of the application, and announces and logs their results. */
@Injectable({ providedIn: 'root' })
export class SignIn {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly location = inject(Location);
  private readonly router = inject(Router);
  private readonly log = inject(ActivityLog);
  private readonly announcer = inject(Announcer);
  private readonly started = signal<ReadonlyMap<string, StartedSignIn>>(new Map());

  constructor() {
    const announced = new Map<string, string>();
    effect(() => {
      for (const id of this.started().keys()) {
        const text = this.text(id);
        if (text !== '' && text !== announced.get(id)) untracked(() => this.announce(id, text));
        announced.set(id, text);
      }
    });
  }

  /** The sign-in in progress that can be canceled, also while a user is signed in. */
  attempt(connectionId: string): SignInAttempt | undefined {
    return this.auth.session(connectionId).signInAttempt();
  }

  /** The options of the latest sign-in. */
  request(connectionId: string): SignInRequest | undefined {
    return this.started().get(connectionId)?.request;
  }

  /** The end of the latest sign-in, if it failed or was canceled and the connection's state does not contain it. */
  outcome(connectionId: string): SignInEnd | undefined {
    const started = this.started().get(connectionId);
    if (!started) return undefined;
    return started.endEpoch === this.auth.session(connectionId).epoch() ? started.end : undefined;
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
    const started: StartedSignIn = { request };
    this.note(connectionId, started);
    this.logStart(connectionId);
    try {
      await this.auth.signIn(connectionId, {
        ...(returnTo === undefined ? {} : { returnTo: this.location.prepareExternalUrl(returnTo) }),
        ...(forceLogin === undefined ? {} : { forceLogin }),
      });
    } catch (thrown) {
      // In the connection's state, or in `outcome`: every page that offers a sign-in shows both.
      this.noteEnd(connectionId, started, thrown);
      return;
    }
    this.announce(connectionId, 'Signed in');
    if (returnTo !== undefined) await this.router.navigateByUrl(returnTo);
  }

  cancel(connectionId: string): void {
    this.auth.cancelSignIn(connectionId);
  }

  async end(connectionId: string): Promise<void> {
    await this.auth.signOut(connectionId);
  }

  private note(connectionId: string, started: StartedSignIn): void {
    this.started.update((before) => new Map(before).set(connectionId, started));
  }

  private noteEnd(connectionId: string, started: StartedSignIn, thrown: unknown): void {
    const error = toQlikError(thrown);
    const isCancelled = error.code === 'sign-in-cancelled';
    const isLatest = untracked(this.started).get(connectionId) === started;
    if (isCancelled)
      this.addToLog(connectionId, {
        kind: 'sign-in',
        title: isLatest ? 'Cancelled the sign-in' : 'A new sign-in replaced the one before',
      });
    if (!isLatest || !this.registry.isKnown(connectionId)) return;
    const session = this.auth.session(connectionId);
    // Without a signed-in user, the connection's state contains the failure.
    if (!isCancelled && !isSignedIn(untracked(session.state))) return;
    this.note(connectionId, {
      ...started,
      end: isCancelled ? { status: 'cancelled' } : { status: 'failed', error },
      endEpoch: untracked(session.epoch),
    });
  }

  private logStart(connectionId: string): void {
    const place = signInPlaceOf(this.registry.get(connectionId));
    // No window and no redirect; the requests are logged by themselves.
    if (place === 'here') return;
    this.addToLog(
      connectionId,
      place === 'window'
        ? { kind: 'sign-in', title: 'Opened a window for the sign-in' }
        : { kind: 'page', title: 'Left for the sign-in page' },
    );
  }

  private addToLog(connectionId: string, activity: Pick<Activity, 'kind' | 'title'>): void {
    this.log.add({ ...activity, connectionId, at: Date.now(), outcome: 'noted' });
  }

  private announce(connectionId: string, text: string): void {
    const { label } = this.registry.get(connectionId);
    this.announcer.announce(`${label}: ${text}`);
  }
}
