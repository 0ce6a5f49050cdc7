/** A group of users. Shape after Qlik's `groups` API. */
export interface Group {
  /** 24 hexadecimal digits, as Qlik's ids are. */
  readonly id: string;
  /** Unique in the tenant, case-sensitive. */
  readonly name: string;
  readonly description?: string;
  /** `idp`: an identity provider says who is in it; `custom`: `assignedGroups` of the users does. */
  readonly providerType: 'idp' | 'custom';
  readonly createdAt: string;
  readonly createdBy: string;
  readonly lastUpdatedAt: string;
  readonly updatedBy: string;
}

/** The system group that all users are in; Qlik documents id and name in `systemGroups` of the groups' settings. */
export const ALL_USERS = { id: '000000000000000000000001', name: 'com.qlik.Everyone' } as const;
