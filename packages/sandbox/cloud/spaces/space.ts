/** Types of spaces; the personal one is no space of the API. */
export const SPACE_TYPES = ['shared', 'managed', 'data'] as const;
export type SpaceType = (typeof SPACE_TYPES)[number];

/** Roles that can be given in each type of space (`RoleType` of `@qlik/api`). */
export const ASSIGNABLE_ROLES = {
  shared: ['codeveloper', 'consumer', 'dataconsumer', 'facilitator', 'producer'],
  managed: ['basicconsumer', 'consumer', 'contributor', 'dataconsumer', 'facilitator', 'publisher'],
  data: ['consumer', 'dataconsumer', 'datapreview', 'facilitator', 'operator', 'producer', 'publisher'],
} as const satisfies Record<SpaceType, readonly string[]>;

export type SpaceRole = (typeof ASSIGNABLE_ROLES)[SpaceType][number];

export const ALL_ROLES: readonly SpaceRole[] = [
  ...new Set<SpaceRole>(Object.values(ASSIGNABLE_ROLES).flat()),
];

/** Roles of one user or group in one space. */
export interface Assignment {
  readonly id: string;
  readonly assigneeId: string;
  readonly type: 'user' | 'group' | 'bot';
  readonly roles: readonly SpaceRole[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** A space with its members. */
export interface Space {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: SpaceType;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly assignments: readonly Assignment[];
}
