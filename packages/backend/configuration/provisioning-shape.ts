import { z } from 'zod';
import { type SecretSources, secretValue } from './secret-value.ts';

const name = z.string().min(1).max(200);
/** Qlik's limit of a group's name; characters that no directory has in one are an error of the file. */
const groupName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Surrogate}]+$/u, 'expected the name of a group, without control characters');

/** Space roles (`RoleType` of `@qlik/api/spaces`); which of them a space takes depends on its type. */
const SPACE_ROLES = [
  ...(['basicconsumer', 'codeveloper', 'consumer', 'contributor', 'dataconsumer'] as const),
  ...(['datapreview', 'facilitator', 'operator', 'producer', 'publisher'] as const),
] as const;

/** Users, groups and spaces that the backend keeps at the tenant, by an OAuth client of its own. */
export function provisioningShape(sources: SecretSources) {
  return z.strictObject({
    clientId: name,
    clientSecret: secretValue(sources),
    /** Of that client's tokens. Default: the least that Qlik has for what is switched on. */
    scope: name.optional(),
    /** Create a user who is not in the tenant. */
    users: z.boolean().default(false),
    groups: z
      .strictObject({
        /** Groups that users are in at Qlik when they are in them here, under the same name. */
        assign: z.array(groupName).default([]),
        /** Groups with another name at Qlik: by the name here. */
        map: z.record(groupName, groupName).default({}),
        /** Create a group that the tenant does not have. */
        create: z.boolean().default(false),
      })
      .optional(),
    /** Spaces that are opened to groups of the tenant; `com.qlik.Everyone` is everyone. */
    spaces: z
      .array(z.strictObject({ space: name, group: groupName, roles: z.array(z.enum(SPACE_ROLES)).min(1) }))
      .default([]),
  });
}

/** The provisioning of a connection. */
export type Provisioning = z.output<ReturnType<typeof provisioningShape>>;

/**
 * Returns the scope that the client's tokens need. Qlik has none for groups but `admin_classic`, which contains the others
 * (https://qlik.dev/manage/access-control/scopes/).
 */
export function provisioningScope({ scope, groups, spaces }: Provisioning): string {
  if (scope !== undefined) return scope;
  if (groups?.create === true) return 'admin_classic';
  return spaces.length > 0 ? 'admin.users admin.spaces' : 'admin.users';
}
