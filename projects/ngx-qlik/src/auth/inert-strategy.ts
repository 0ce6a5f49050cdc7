import type { QlikAuthStrategy } from './strategy';

const never = () => Promise.reject(new Error('There is no sign-in on a server.'));

/** For pages that are rendered on a server: no user is signed in, and nothing is asked or kept. */
export const INERT_STRATEGY: QlikAuthStrategy = {
  restore: () => Promise.resolve('signed-out'),
  signIn: never,
  credential: never,
  renew: () => Promise.resolve(false),
  signOut: () => Promise.resolve(),
};
