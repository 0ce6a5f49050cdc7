import type { TenantContext } from '../tenant-context.ts';
import { ASSIGNABLE_ROLES, type Assignment, type Space } from './space.ts';
import { actionsIn, type Caller, rolesIn } from './space-access.ts';

/** A space as the API gives it to that caller (`Space` of `@qlik/api/spaces`). */
export function spaceBody(tenant: TenantContext, space: Space, caller: Caller): object {
  const self = `${tenant.origin()}/api/v1/spaces/${space.id}`;
  return {
    id: space.id,
    type: space.type,
    ownerId: space.ownerId,
    tenantId: tenant.id,
    name: space.name,
    description: space.description,
    meta: {
      actions: actionsIn(space, caller),
      roles: rolesIn(space, caller),
      assignableRoles: ASSIGNABLE_ROLES[space.type],
    },
    links: { self: { href: self }, assignments: { href: `${self}/assignments` } },
    createdAt: space.createdAt,
    createdBy: space.createdBy,
    updatedAt: space.updatedAt,
  };
}

/** An assignment as the API gives it (`Assignment` of `@qlik/api/spaces`). */
export function assignmentBody(tenant: TenantContext, space: Space, assignment: Assignment): object {
  const href = `${tenant.origin()}/api/v1/spaces/${space.id}`;
  return {
    ...assignment,
    spaceId: space.id,
    tenantId: tenant.id,
    links: { self: { href: `${href}/assignments/${assignment.id}` }, space: { href } },
  };
}
