import type { HostUser } from './host-user.ts';

/** The users of the demo application; the sandbox has the same users. */
export const DEMO_USERS: readonly (HostUser & { readonly purpose: string })[] = [
  demoUser('ada', 'Ada Lovelace', 'Administrator: sees everything'),
  demoUser('grace', 'Grace Hopper', 'Produces in “Flight operations”, reads “Public data”'),
  demoUser('edgar', 'Edgar Codd', 'Reads “Public data” only'),
  demoUser('dora', 'Dora Empty', 'Sees nothing at all'),
];

function demoUser(id: string, name: string, purpose: string): HostUser & { readonly purpose: string } {
  return { id, name, email: `${id}@sandbox.example`, isEmailVerified: true, purpose };
}
