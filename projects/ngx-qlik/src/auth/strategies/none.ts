import { inject } from '@angular/core';
import {
  injectPage,
  NO_CREDENTIAL,
  provideStrategy,
  QLIK_HOST_SESSION_CHECK,
  type QlikAuthStrategy,
  type QlikAuthStrategyFactory,
  type QlikFeature,
  type FullStrategy,
} from '../strategy';
import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { signInRequired } from '../connection-state';

const REMEDY = 'Sign in to this application: a credential is added for its users only.';

/**
 * Adds no credential. Cookies of the page's own origin are sent as with any request, as by Qlik's auth type `None`. What adds a credential
 * at a path of that origin knows the users of the application: where there is none, the connection is signed out, and makes no call.
 */
const NONE: QlikAuthStrategyFactory<'none'> = {
  type: 'none',
  create: (connection): QlikAuthStrategy => {
    const hasHostSession = inject(QLIK_HOST_SESSION_CHECK, { optional: true });
    const isOfApplication = connection.host.startsWith(injectPage().resolve('/'));
    const isRefused = async () => isOfApplication && (await hasHostSession?.()) === false;
    return {
      restore: async () => ((await isRefused()) ? 'signed-out' : 'signed-in'),
      signIn: async () => {
        if (await isRefused()) throw signInRequired(connection, { remedy: REMEDY, variant: 'application' });
      },
      credential: async () => NO_CREDENTIAL,
      renew: async () => false,
      signOut: () => Promise.resolve(),
    };
  },
};

/**
 * Adds the auth type `none` to `provideQlik(…)`: for servers that need no credential, or where a reverse proxy adds one.
 *
 * @see docs/auth/none.md
 */
export function withNone(): QlikFeature {
  return provideStrategy(NONE);
}

/**
 * Adds the auth type `noauth` to `provideQlik(…)`: embeds that talk to no server.
 *
 * @see docs/auth/none.md
 */
export function withNoAuth(): QlikFeature {
  return provideStrategy({ type: 'noauth', create: createRuntimeOnly });
}

/**
 * Adds the auth type `reference` to `provideQlik(…)`: a host config that Qlik's runtime knows by name.
 *
 * @see docs/auth/none.md
 */
export function withReference(): QlikFeature {
  return provideStrategy({ type: 'reference', create: createRuntimeOnly });
}

/** A strategy that is always signed in and refuses calls: only Qlik's runtime uses the connection. */
function createRuntimeOnly(connection: QlikConnection): FullStrategy {
  return {
    restore: () => Promise.resolve('signed-in'),
    signIn: () => Promise.resolve(),
    credential: () =>
      Promise.resolve({
        ...NO_CREDENTIAL,
        // Made when a call is refused: the connection may have another name by then.
        get refusal() {
          return callsBlocked(connection);
        },
      }),
    renew: () => Promise.resolve(false),
    signOut: () => Promise.resolve(),
    forget: () => Promise.resolve(),
  };
}

function callsBlocked({ id, label, auth }: QlikConnection): QlikError {
  return new QlikError('calls-blocked', `No calls are made with ${label}, which is of type "${auth.type}".`, {
    remedy: 'Use a connection of another type for calls; this one is for embeds, and for apps by reference.',
    connectionId: id,
  });
}
