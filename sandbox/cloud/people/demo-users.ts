import { objectId } from './object-id.ts';
import type { RoleName, User } from './user.ts';

/** A person as the demo content tells of it. */
export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly purpose: string;
  readonly status?: User['status'];
  readonly roles?: readonly RoleName[];
  readonly canSignIn?: boolean;
}

const people: readonly Person[] = [
  { subject: 'ada', name: 'Ada Lovelace', purpose: 'Tenant admin: sees every space', roles: ['TenantAdmin'] },
  { subject: 'grace', name: 'Grace Hopper', purpose: 'Produces in “Flight operations”, reads “Public data”' },
  { subject: 'edgar', name: 'Edgar Codd', purpose: 'Reads “Public data” only' },
  { subject: 'dora', name: 'Dora Empty', purpose: 'Sees no space at all' },
  { subject: 'noah', name: 'Noah Access', purpose: 'Disabled: sign-in is refused', status: 'disabled' },
  // Colleagues who own and share spaces, so that a members' list has something to show; nobody signs in as them.
  ...[
    'Hedy Lamarr',
    'Alan Turing',
    'Barbara Liskov',
    'Katherine Johnson',
    'Donald Knuth',
    'Frances Allen',
  ].map((name): Person => ({
    subject: (name.split(' ')[0] ?? name).toLowerCase(),
    name,
    purpose: 'Colleague',
    canSignIn: false,
  })),
];

/** The people of the sandbox's first tenant. */
export function demoUsers(): User[] {
  return people.map((person, index) => demoUser(person, index));
}

/** One of them; a person who is in several tenants has another id in each. */
export function demoUser(person: Person, index: number, tenantId?: string): User {
  return {
    id: objectId('user', tenantId === undefined ? person.subject : `${tenantId}/${person.subject}`),
    subject: person.subject,
    name: person.name,
    email: `${person.subject}@sandbox.example`,
    status: person.status ?? 'active',
    roles: person.roles ?? [],
    createdAt: new Date(Date.UTC(2024, 0, 8 + index, 9)).toISOString(),
    canSignIn: person.canSignIn ?? true,
    purpose: person.purpose,
  };
}

/** The user that an OAuth client is when it signs in as itself (`client_credentials`). */
export function clientUser(clientId: string, name: string): User {
  return {
    id: objectId('user', `client/${clientId}`),
    subject: `qlikbot\\${clientId}`,
    name,
    email: `${clientId}@bot.sandbox.example`,
    status: 'active',
    roles: [],
    createdAt: '2024-02-01T09:00:00.000Z',
    canSignIn: false,
    purpose: 'OAuth client',
    clientId,
  };
}
