import type { QlikAuthStrategy } from './strategy';

const never = () => Promise.reject(new Error('A server that renders pages signs in to nothing.'));

/** For pages that are rendered on a server: nobody is signed in, and nothing is asked or kept. */
export const INERT_STRATEGY: QlikAuthStrategy = {
  restore: () => Promise.resolve('signed-out'),
  signIn: never,
  credential: never,
  renew: () => Promise.resolve(false),
  signOut: () => Promise.resolve(),
};
