import type { QlikError } from 'ngx-qlik';

/** One socket of a session, from its opening on. The work that needs it ends when it closes. */
export class SessionSocket {
  private readonly controller = new AbortController();
  private hasApp = false;
  private reason: QlikError | undefined;

  /** Aborts when the socket closes. */
  get closed(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the socket closed after the app was open on it; `undefined` when it is open, or never had an app. */
  get loss(): QlikError | undefined {
    return this.hasApp ? this.reason : undefined;
  }

  /** Call it when the app is open on the socket. */
  setApp(): void {
    this.hasApp = true;
  }

  /** The first reason counts. */
  close(reason: QlikError): void {
    this.reason ??= reason;
    this.controller.abort(this.reason);
  }
}
