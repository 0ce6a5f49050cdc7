import type { AppsAPI } from '@qlik/api/apps';
import type { CollectionsAPI } from '@qlik/api/collections';
import type { GroupsAPI } from '@qlik/api/groups';
import type { ItemsAPI } from '@qlik/api/items';
import type { ReloadsAPI } from '@qlik/api/reloads';
import type { SpacesAPI } from '@qlik/api/spaces';
import type { TenantsAPI } from '@qlik/api/tenants';
import type { ThemesAPI } from '@qlik/api/themes';
import type { UsersAPI } from '@qlik/api/users';

/** The modules of `@qlik/api` that {@link OPERATIONS} takes its names from. */
type PublishedFunctions = AppsAPI &
  CollectionsAPI &
  GroupsAPI &
  ItemsAPI &
  ReloadsAPI &
  SpacesAPI &
  TenantsAPI &
  ThemesAPI &
  UsersAPI;

/** How a function of `@qlik/api` calls Qlik: method, path below `/api/v1`, and which arguments follow those of the path. */
type Operation = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}${'' | ' query'}${'' | ' body'}`;

/**
 * What embedders call, by the names of `@qlik/api`. A spec compares each entry with what the function of that name sends.
 *
 * @see `@qlik/api` 2.19
 */
export const OPERATIONS = {
  createApp: 'POST apps body',
  getAppInfo: 'GET apps/{}',
  updateAppInfo: 'PUT apps/{} body',
  deleteApp: 'DELETE apps/{}',
  copyApp: 'POST apps/{}/copy body',
  publishApp: 'POST apps/{}/publish body',
  republishApp: 'PUT apps/{}/publish body',
  moveAppToSpace: 'PUT apps/{}/space body',
  removeAppFromSpace: 'DELETE apps/{}/space',
  updateAppOwner: 'PUT apps/{}/owner body',
  getAppDataLineage: 'GET apps/{}/data/lineage',
  getAppDataMetadata: 'GET apps/{}/data/metadata',
  getAppReloadLogs: 'GET apps/{}/reloads/logs',

  getReloads: 'GET reloads query',
  queueReload: 'POST reloads body',
  getReload: 'GET reloads/{}',
  cancelReload: 'POST reloads/{}/actions/cancel',

  getItems: 'GET items query',
  getItem: 'GET items/{}',
  updateItem: 'PUT items/{} body',
  deleteItem: 'DELETE items/{}',
  getItemCollections: 'GET items/{}/collections query',
  getPublishedItems: 'GET items/{}/publisheditems query',

  getSpaces: 'GET spaces query',
  createSpace: 'POST spaces body',
  getSpaceTypes: 'GET spaces/types',
  getSpace: 'GET spaces/{}',
  updateSpace: 'PUT spaces/{} body',
  patchSpace: 'PATCH spaces/{} body',
  deleteSpace: 'DELETE spaces/{}',
  getSpaceAssignments: 'GET spaces/{}/assignments query',
  createSpaceAssignment: 'POST spaces/{}/assignments body',
  getSpaceAssignment: 'GET spaces/{}/assignments/{}',
  updateSpaceAssignment: 'PUT spaces/{}/assignments/{} body',
  deleteSpaceAssignment: 'DELETE spaces/{}/assignments/{}',

  getThemes: 'GET themes',
  getTheme: 'GET themes/{}',
  deleteTheme: 'DELETE themes/{}',

  getCollections: 'GET collections query',
  createCollection: 'POST collections body',
  getFavoritesCollection: 'GET collections/favorites',
  getCollection: 'GET collections/{}',
  updateCollection: 'PUT collections/{} body',
  patchCollection: 'PATCH collections/{} body',
  deleteCollection: 'DELETE collections/{}',
  getCollectionItems: 'GET collections/{}/items query',
  addCollectionItem: 'POST collections/{}/items body',
  getCollectionItem: 'GET collections/{}/items/{}',
  deleteCollectionItem: 'DELETE collections/{}/items/{}',

  getUsers: 'GET users query',
  createUser: 'POST users body',
  getMyUser: 'GET users/me',
  getUser: 'GET users/{} query',
  patchUser: 'PATCH users/{} body',
  deleteUser: 'DELETE users/{}',
  countUsers: 'GET users/actions/count query',
  filterUsers: 'POST users/actions/filter query body',
  inviteUsers: 'POST users/actions/invite body',

  getGroups: 'GET groups query',
  createGroup: 'POST groups body',
  getGroupsSettings: 'GET groups/settings',
  patchGroupsSettings: 'PATCH groups/settings body',
  getGroup: 'GET groups/{}',
  patchGroup: 'PATCH groups/{} body',
  deleteGroup: 'DELETE groups/{}',
  filterGroups: 'POST groups/actions/filter query body',

  getMyTenant: 'GET tenants/me',
} as const satisfies Partial<Record<keyof PublishedFunctions, Operation>>;

/** Names of {@link OPERATIONS}. */
export type OperationName = keyof typeof OPERATIONS;

/** The functions of `@qlik/api` that {@link OPERATIONS} has, with their documentation. */
export type OperationFunctions = Pick<PublishedFunctions, OperationName>;

/** A call as it is sent. */
export interface ApiRequest {
  readonly method: string;
  /** Segments below `/api/v1`, not encoded. */
  readonly path: readonly string[];
  readonly query: object;
  readonly body: unknown;
}

/**
 * Reads the arguments of a call in the order in which `@qlik/api` has them: those of the path, query, body, options.
 *
 * @returns the call, and its options
 */
export function readArguments(
  name: OperationName,
  values: readonly unknown[],
): { readonly request: ApiRequest; readonly options: unknown } {
  const [method = '', template = '', ...rest] = OPERATIONS[name].split(' ');
  const remaining = [...values];
  // An id that is missing is an empty segment, which no address may have.
  const nextId = (): string => {
    const id = remaining.shift();
    return typeof id === 'string' ? id : '';
  };
  const path = template.split('/').map((segment) => (segment === '{}' ? nextId() : segment));
  const query = rest.includes('query') ? remaining.shift() : undefined;
  const body = rest.includes('body') ? (remaining.shift() ?? {}) : undefined;
  return { request: { method, path, query: query ?? {}, body }, options: remaining.shift() };
}
