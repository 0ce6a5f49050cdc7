import { TestBed } from '@angular/core/testing';
import { QlikAuthService, QlikError } from 'ngx-qlik';
import type { EnginePage } from '../engine-page.spec';

/** Longer than any limit for an app or an embed. */
const TYPING_MS = 5 * 60_000;

/** A sequence of a sign-in: the state before an app opens, and the steps after. Ends with a signed-in user. */
export interface SignInScenario {
  readonly connectionId: string;
  readonly begin: () => Promise<void>;
  readonly steps: readonly (() => Promise<void> | void)[];
}

/** Sequences from every state of a sign-in to `ready`. Connections `b` and `server` start signed out, `a` signed in. */
export const SIGN_IN_SCENARIOS: Readonly<Record<string, (page: EnginePage) => SignInScenario>> = {
  'signing-in → ready, on a tenant': (page) => signingIn(page, 'b'),
  'signing-in → ready, on a client-managed server': (page) => signingIn(page, 'server'),
  'signed-out → signing-in → ready': (page) => {
    const signIn = controlSignIn(page, 'b');
    return {
      connectionId: 'b',
      begin: () => page.settle(),
      steps: [signIn.begin, () => page.pass(TYPING_MS), signIn.succeed],
    };
  },
  'signing-in → failed → signing-in → ready': (page) => {
    const signIn = controlSignIn(page, 'b');
    return {
      connectionId: 'b',
      begin: () => {
        page.strategy('b').failNext('signIn', popupClosed());
        return signIn.begin();
      },
      steps: [
        () => page.pass(TYPING_MS),
        signIn.succeed,
        signIn.begin,
        () => page.pass(TYPING_MS),
        signIn.succeed,
      ],
    };
  },
  'failed → signing-in → ready': (page) => {
    const signIn = controlSignIn(page, 'b');
    return {
      connectionId: 'b',
      begin: async () => {
        page.strategy('b').failNext('signIn', popupClosed());
        await signIn.begin();
        signIn.succeed();
        await page.settle();
      },
      steps: [() => page.pass(TYPING_MS), signIn.begin, () => page.pass(TYPING_MS), signIn.succeed],
    };
  },
  'signing-in → signed-out → signing-in → ready': (page) => {
    const signIn = controlSignIn(page, 'b');
    return {
      connectionId: 'b',
      begin: signIn.begin,
      steps: [
        () => page.pass(TYPING_MS),
        () => TestBed.inject(QlikAuthService).signOut('b'),
        signIn.succeed,
        signIn.begin,
        () => page.pass(TYPING_MS),
        signIn.succeed,
      ],
    };
  },
  'an earlier page’s sign-in is restored': (page) => {
    let finish: () => void = () => undefined;
    return {
      connectionId: 'a',
      begin: async () => {
        finish = page.strategy('a').pause('restore');
        await page.settle();
      },
      steps: [() => page.pass(TYPING_MS), () => finish()],
    };
  },
  'renewing → ready': (page) => {
    let finish: () => void = () => undefined;
    return {
      connectionId: 'a',
      begin: async () => {
        const connectionSession = TestBed.inject(QlikAuthService).connectionSession('a');
        await connectionSession.restore();
        finish = page.strategy('a').pause('renew');
        connectionSession
          .renewAfterRefusal()
          .catch((thrown: unknown) => expect(thrown).toBeInstanceOf(QlikError));
        await page.settle();
        expect(connectionSession.state().status).toBe('renewing');
      },
      steps: [() => page.pass(TYPING_MS), () => finish()],
    };
  },
};

function signingIn(page: EnginePage, connectionId: string): SignInScenario {
  const signIn = controlSignIn(page, connectionId);
  return { connectionId, begin: signIn.begin, steps: [() => page.pass(TYPING_MS), signIn.succeed] };
}

function controlSignIn(page: EnginePage, connectionId: string) {
  let finish: () => void = () => undefined;
  return {
    begin: async () => {
      finish = page.strategy(connectionId).pause('signIn');
      TestBed.inject(QlikAuthService)
        .signIn(connectionId)
        .catch((thrown: unknown) => expect(thrown).toBeInstanceOf(QlikError));
      await page.settle();
    },
    succeed: () => finish(),
  };
}

function popupClosed(): QlikError {
  return new QlikError('popup-closed', 'The window was closed.', { remedy: 'Sign in again.' });
}
