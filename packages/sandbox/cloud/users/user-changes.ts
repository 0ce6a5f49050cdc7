import { badBody } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { objectId } from './object-id.ts';
import { ROLE_NAMES, type RoleName, type User } from './user.ts';

/** One operation of a `PATCH /users/{id}` (`JSONPatch` of `@qlik/api/users`). */
export interface UserOperation {
  readonly op: 'replace';
  readonly path: (typeof PATCHED_PATHS)[number];
  readonly value: unknown;
}

/** The fields that a patch can replace here. */
export const PATCHED_PATHS = [
  '/name',
  '/status',
  '/assignedRoles',
  '/assignedGroups',
  '/preferredLocale',
  '/preferredZoneinfo',
] as const;

/** Fields that users may change of themselves. */
export const OWN_PATHS: readonly string[] = ['/preferredLocale', '/preferredZoneinfo'];

/** What a list of roles or groups names: by id or by name. */
export type Reference = Readonly<Partial<Record<'id' | 'name', string>>>;

const STATUSES = ['active', 'disabled'] as const;

/** @throws {QlikError} 400 naming the operation that is wrong */
export function changedUser(tenant: TenantContext, user: User, operations: readonly UserOperation[]): User {
  const changed = operations.reduce<User>((before, { path, value }, index) => {
    const pointer = `/${index}/value`;
    switch (path) {
      case '/name':
        return { ...before, name: textOf(value, pointer) };
      case '/preferredLocale':
        return { ...before, preferredLocale: textOf(value, pointer) };
      case '/preferredZoneinfo':
        return { ...before, preferredZoneinfo: textOf(value, pointer) };
      case '/status': {
        const status = STATUSES.find((known) => known === value);
        if (status === undefined) throw badBody('USERS', pointer, `Expected ${STATUSES.join(' or ')}.`);
        return { ...before, status };
      }
      case '/assignedRoles':
        return { ...before, roles: rolesOf(referencesOf(value, pointer), pointer) };
      case '/assignedGroups':
        return { ...before, groupIds: groupsOf(tenant, referencesOf(value, pointer), pointer) };
    }
  }, user);
  return { ...changed, lastUpdatedAt: new Date(tenant.now()).toISOString() };
}

/** @throws {QlikError} 400 for a role that the tenant does not have */
export function rolesOf(references: readonly Reference[], pointer: string): readonly RoleName[] {
  return references.map(({ id, name }) => {
    const role = ROLE_NAMES.find((known) => known === name || objectId('role', known) === id);
    if (role === undefined) throw badBody('USERS', pointer, `There is no role “${name ?? id ?? ''}”.`);
    return role;
  });
}

function groupsOf(
  tenant: TenantContext,
  references: readonly Reference[],
  pointer: string,
): readonly string[] {
  const ids = references.map(({ id, name }) => {
    const group = id === undefined ? tenant.groups.byName(name ?? '') : tenant.groups.find(id);
    if (group === undefined) throw badBody('USERS', pointer, `There is no group “${name ?? id ?? ''}”.`);
    return group.id;
  });
  return [...new Set(ids)];
}

function textOf(value: unknown, pointer: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= 256) return value;
  throw badBody('USERS', pointer, 'Expected a text of at most 256 characters.');
}

function referencesOf(value: unknown, pointer: string): readonly Reference[] {
  const references: unknown[] = Array.isArray(value) ? value : [undefined];
  if (references.every(isReference)) return references;
  throw badBody('USERS', pointer, 'Expected a list of objects with an id or a name.');
}

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name } = value as { readonly id?: unknown; readonly name?: unknown };
  return typeof id === 'string' || (id === undefined && typeof name === 'string');
}
