import type { Provider } from '@angular/core';
import { type HostSessionCheck, QLIK_HOST_SESSION_CHECK } from 'ngx-qlik';

/** What the backend answers: the user of this application. */
interface SessionAnswer {
  readonly user: { readonly id: string } | null;
}

const isSignedInToApplication: HostSessionCheck = async () => {
  const response = await fetch('/app/session');
  // Where the server does not answer that, the connection itself asks, and says what is wrong.
  return !response.ok || ((await response.json()) as SessionAnswer).user !== null;
};

/** Without it, the connection asks the backend for a credential before a user is signed in; browsers write that 401 to the console. */
export const hostSessionCheck: Provider = {
  provide: QLIK_HOST_SESSION_CHECK,
  useValue: isSignedInToApplication,
};
