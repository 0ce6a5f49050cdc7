import { ALL_USERS } from '../groups/group.ts';
import type { User } from '../users/user.ts';
import { ALL_ROLES, ASSIGNABLE_ROLES, type Space, type SpaceRole } from './space.ts';

/** Actions on a space (`ActionName` of `@qlik/api`). */
export type SpaceAction = 'change_owner' | 'create' | 'read' | 'update' | 'delete' | 'publish';

/** The user and scopes of a call. */
export interface Caller {
  readonly user: User;
  readonly scopes: readonly string[];
}

/** Roles that allow opening the apps of a space; the data roles do not. */
const APP_ROLES: ReadonlySet<SpaceRole> = new Set<SpaceRole>([
  'basicconsumer',
  'codeveloper',
  'consumer',
  'contributor',
  'facilitator',
  'producer',
  'publisher',
]);

const ROLE_ACTIONS: Readonly<Partial<Record<SpaceRole, readonly SpaceAction[]>>> = {
  facilitator: ['update', 'delete'],
  producer: ['create'],
  codeveloper: ['create'],
  publisher: ['publish'],
};

/** Tenant admins may do everything; an OAuth client that acts as itself is one, with a token of the scope `admin_classic`. */
export function isAdmin({ user, scopes }: Caller): boolean {
  const isLimited = user.clientId !== undefined && !scopes.includes('admin_classic');
  return user.roles.includes('TenantAdmin') && !isLimited;
}

/**
 * Whether a tenant admin's credential has one of these scopes, which allow a part of what `admin_classic` allows
 * (https://qlik.dev/manage/access-control/scopes/). Tenant admins themselves need none.
 */
export function hasAdminScope(caller: Caller, ...wanted: readonly string[]): boolean {
  const isGranted = wanted.some((scope) => caller.scopes.includes(scope));
  return isAdmin(caller) || (isGranted && caller.user.roles.includes('TenantAdmin'));
}

/**
 * The caller's own roles in a space: by an assignment of the user, of the user's groups and of everyone together. Its owner has every role
 * that the space type allows.
 */
export function rolesIn(space: Space, { user }: Pick<Caller, 'user'>): readonly SpaceRole[] {
  if (space.ownerId === user.id) {
    return ASSIGNABLE_ROLES[space.type];
  }
  // An anonymous user is no user of the tenant.
  const groups = user.sharedAppId === undefined ? [...(user.groupIds ?? []), ALL_USERS.id] : [];
  const roles = space.assignments
    .filter(({ assigneeId, type }) =>
      type === 'group' ? groups.includes(assigneeId) : assigneeId === user.id,
    )
    .flatMap((assignment) => assignment.roles);
  return [...new Set(roles)];
}

/** Returns whether the caller may see this space. */
export function canSee(space: Space, caller: Caller): boolean {
  return hasAdminScope(caller, 'admin.spaces', 'admin.spaces:read') || rolesIn(space, caller).length > 0;
}

export function actionsIn(space: Space, caller: Caller): readonly SpaceAction[] {
  const isOwner = space.ownerId === caller.user.id;
  const canPublish: readonly SpaceAction[] = space.type === 'managed' ? ['publish'] : [];
  if (isAdmin(caller) || isOwner) {
    return ['change_owner', 'create', 'read', 'update', 'delete', ...canPublish];
  }
  const actions = new Set<SpaceAction>(['read']);
  for (const role of rolesIn(space, caller)) {
    for (const action of ROLE_ACTIONS[role] ?? []) {
      actions.add(action);
    }
  }
  return [...actions];
}

export function canOpenApps(space: Space, caller: Caller): boolean {
  return isAdmin(caller) || rolesIn(space, caller).some((role) => APP_ROLES.has(role));
}

/** Returns whether the caller may manage the members. */
export function canManageMembers(space: Space, caller: Caller): boolean {
  return hasAdminScope(caller, 'admin.spaces') || rolesIn(space, caller).includes('facilitator');
}

export function isSpaceRole(text: string): text is SpaceRole {
  return ALL_ROLES.some((role) => role === text);
}
