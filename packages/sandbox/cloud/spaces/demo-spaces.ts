import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';
import { ASSIGNABLE_ROLES, type Assignment, type Space, SPACE_TYPES, type SpaceRole } from './space.ts';

/** Names of the two spaces that hold the demo apps. */
export const FLIGHT_OPERATIONS = 'Flight operations';
export const PUBLIC_DATA = 'Public data';

const areas = [
  'Finance',
  'Sales',
  'Supply chain',
  'Marketing',
  'People',
  'Research',
  'Service',
  'Quality',
  'Legal',
  'IT',
];
const subjects = ['reporting', 'forecasts', 'archive', 'planning', 'controls', 'trials'];

/**
 * Spaces that are the same in every run: the two of the demo apps first, then spaces of other owners.
 *
 * The demo users have no role in these, so that each user's visible spaces stay easy to describe.
 */
export function demoSpaces(users: readonly User[], count: number): Space[] {
  const idOf = (subject: string): string => {
    const user = users.find((candidate) => candidate.subject === subject);
    if (user === undefined) {
      throw new RangeError(`There is no user “${subject}” to give a space to.`);
    }
    return user.id;
  };
  const clientUsers = users.filter((user) => user.clientId !== undefined);
  const colleagues = users.filter((user) => !user.canSignIn && user.clientId === undefined);
  const named: Space[] = [
    demoSpace(0, FLIGHT_OPERATIONS, 'shared', 'On-time performance of domestic flights.', idOf('ada'), [
      [idOf('grace'), ['producer']],
      [idOf('hedy'), ['facilitator', 'consumer']],
      ...clientUsers.map((user): Member => [user.id, ['consumer']]),
    ]),
    demoSpace(1, PUBLIC_DATA, 'managed', 'Published apps over public data.', idOf('ada'), [
      [idOf('grace'), ['consumer']],
      [idOf('edgar'), ['consumer']],
      [idOf('alan'), ['publisher']],
      ...clientUsers.map((user): Member => [user.id, ['consumer']]),
    ]),
  ];
  const others = Array.from({ length: Math.max(0, count - named.length) }, (_, offset) => {
    const index = offset + named.length;
    const type = SPACE_TYPES[index % 3] ?? 'shared';
    const area = areas[index % areas.length] ?? '';
    const subject = subjects[Math.floor(index / areas.length) % subjects.length] ?? '';
    const round = Math.floor(index / (areas.length * subjects.length));
    const name = `${area} ${subject}${round === 0 ? '' : ` ${round + 1}`}`;
    const owner = colleagues[index % colleagues.length];
    const roles: readonly SpaceRole[] = ASSIGNABLE_ROLES[type];
    const members = colleagues
      .filter((colleague, place) => colleague !== owner && (index + place) % 2 === 0)
      .map((colleague, place): Member => [
        colleague.id,
        [roles[(index + place) % roles.length] ?? 'consumer'],
      ]);
    return demoSpace(index, name, type, `${area}: ${subject}.`, owner?.id ?? idOf('ada'), members);
  });
  return [...named, ...others].slice(0, Math.max(count, named.length));
}

/** A user's id and roles. */
export type Member = readonly [assigneeId: string, roles: readonly SpaceRole[]];

/** Returns a space, the same in every run. `index` sets its creation time. */
export function demoSpace(
  index: number,
  name: string,
  type: Space['type'],
  description: string,
  ownerId: string,
  members: readonly Member[],
): Space {
  const id = objectId('space', name);
  // Neither in the order of the names nor all different, so that sorting has an effect.
  const createdAt = new Date(Date.UTC(2024, 1, 1, 8) + ((index * 7919) % 600) * 86_400_000).toISOString();
  return {
    id,
    name,
    type,
    description,
    ownerId,
    createdAt,
    createdBy: ownerId,
    updatedAt: createdAt,
    assignments: members.map(([assigneeId, roles]): Assignment => ({
      id: objectId('assignment', `${id}/${assigneeId}`),
      assigneeId,
      type: 'user',
      roles,
      createdAt,
      createdBy: ownerId,
      updatedAt: createdAt,
      updatedBy: ownerId,
    })),
  };
}
