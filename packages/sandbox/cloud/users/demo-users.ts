import { objectId } from './object-id.ts';
import type { RoleName, User } from './user.ts';

/** A user of the demo content. */
export interface DemoUser {
  readonly subject: string;
  readonly name: string;
  readonly purpose: string;
  readonly status?: User['status'];
  readonly roles?: readonly RoleName[];
  readonly canSignIn?: boolean;
}

const users: readonly DemoUser[] = [
  { subject: 'ada', name: 'Ada Lovelace', purpose: 'Tenant admin: sees every space', roles: ['TenantAdmin'] },
  { subject: 'grace', name: 'Grace Hopper', purpose: 'Produces in “Flight operations”, reads “Public data”' },
  { subject: 'edgar', name: 'Edgar Codd', purpose: 'Reads “Public data” only' },
  { subject: 'dora', name: 'Dora Empty', purpose: 'Sees no space at all' },
  { subject: 'noah', name: 'Noah Access', purpose: 'Disabled: sign-in is refused', status: 'disabled' },
  // Users that own and share spaces, as content for lists of members. They are not on the sign-in page.
  ...[
    'Hedy Lamarr',
    'Alan Turing',
    'Barbara Liskov',
    'Katherine Johnson',
    'Donald Knuth',
    'Frances Allen',
  ].map((name): DemoUser => ({
    subject: (name.split(' ')[0] ?? name).toLowerCase(),
    name,
    purpose: 'Colleague',
    canSignIn: false,
  })),
];

/** Returns the users of the first tenant. */
export function demoUsers(): User[] {
  return users.map((user, index) => demoUser(user, index));
}

/** Returns one demo user. A user of several tenants has another id in each. */
export function demoUser(user: DemoUser, index: number, tenantId?: string): User {
  return {
    id: objectId('user', tenantId === undefined ? user.subject : `${tenantId}/${user.subject}`),
    subject: user.subject,
    name: user.name,
    email: `${user.subject}@sandbox.example`,
    status: user.status ?? 'active',
    roles: user.roles ?? [],
    createdAt: new Date(Date.UTC(2024, 0, 8 + index, 9)).toISOString(),
    canSignIn: user.canSignIn ?? true,
    purpose: user.purpose,
  };
}

/** Returns the user of an OAuth client that authenticates as itself (`client_credentials`). */
export function clientUser(clientId: string, name: string): User {
  return {
    id: objectId('user', `client/${clientId}`),
    subject: `qlikbot\\${clientId}`,
    name,
    email: `${clientId}@bot.sandbox.example`,
    status: 'active',
    roles: ['TenantAdmin'],
    createdAt: '2024-02-01T09:00:00.000Z',
    canSignIn: false,
    purpose: 'OAuth client',
    clientId,
  };
}
