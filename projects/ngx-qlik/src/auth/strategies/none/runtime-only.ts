import { QlikError } from '../../../errors/qlik-error';
import { type FullStrategy, NO_CREDENTIAL, type StrategySetup } from '../../strategy';

/** Creates a strategy that is always signed in and refuses calls: only Qlik's runtime uses the connection. */
export function createStrategy({ connection: { id, label, auth } }: StrategySetup): FullStrategy {
  const refusal = new QlikError(
    'calls-blocked',
    `No calls are made with ${label}, which is of type "${auth.type}".`,
    {
      remedy:
        'Use a connection of another type for calls; this one is for embeds, and for apps by reference.',
      connectionId: id,
    },
  );
  return {
    restore: () => Promise.resolve('signed-in'),
    signIn: () => Promise.resolve(),
    credential: () => Promise.resolve({ ...NO_CREDENTIAL, refusal }),
    renew: () => Promise.resolve(false),
    signOut: () => Promise.resolve(),
    forget: () => Promise.resolve(),
  };
}
