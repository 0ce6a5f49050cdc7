import { badParameter } from '../rest/qlik-error.ts';
import type { Item } from './item-store.ts';

/** Resource types that exist in Qlik (`ItemResourceTypeEnum` of `@qlik/api`); the sandbox has some of two. */
const RESOURCE_TYPES = [
  'app',
  'qlikview',
  'qvapp',
  'genericlink',
  'sharingservicetask',
  'note',
  'dataasset',
  'dataset',
  'automation',
  'automl-experiment',
  'automl-deployment',
  'assistant',
  'dataproduct',
  'dataqualityrule',
  'glossary',
  'knowledgebase',
  'script',
  'semantictype',
  'page',
];

const SPACE_TYPES = ['shared', 'managed', 'personal', 'data'];

/** Query of `GET /items`; every parameter that Qlik documents. */
export interface ItemsQuery {
  collectionId?: string;
  createdByUserId?: string;
  id?: string;
  limit: number;
  name?: string;
  next?: string;
  noActions?: boolean;
  notCreatedByUserId?: string;
  notOwnerId?: string;
  ownerId?: string;
  prev?: string;
  query?: string;
  resourceId?: string;
  resourceIds?: string;
  resourceLink?: string;
  resourceSubType?: string;
  resourceType?: string;
  shared?: boolean;
  sort?: string;
  spaceId?: string;
  spaceType?: string;
}

type Test = (item: Item) => boolean;

/** What is not in an item itself. */
interface ItemPlaces {
  /** The type of an item's space, `personal` where it has none. */
  readonly spaceTypeOf: (item: Item) => string;
  readonly isIn: (item: Item, collectionId: string) => boolean;
}

/** @throws {QlikError} 400 naming the parameter. */
export function compileItemFilter(query: ItemsQuery, { spaceTypeOf, isIn }: ItemPlaces): Test {
  const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  const when = <T>(value: T | undefined, test: (value: T) => Test): Test[] =>
    value === undefined ? [] : [test(value)];
  requireResourceType(query);
  const spaceTypes = csv('spaceType', query.spaceType, SPACE_TYPES);
  const resourceIds = query.resourceIds?.split(',');
  if (resourceIds !== undefined && resourceIds.length > 100) {
    throw badParameter('ITEMS', 'resourceIds', 'At most 100 ids can be asked for.');
  }
  const tests: Test[] = [
    ...when(query.id, (id) => (item) => item.id === id),
    ...when(query.name, (name) => (item) => contains(item.name, name)),
    ...when(query.query, (text) => (item) => contains(item.name, text) || contains(item.description, text)),
    ...when(query.ownerId, (id) => (item) => item.ownerId === id),
    ...when(query.notOwnerId, (id) => (item) => item.ownerId !== id),
    ...when(query.createdByUserId, (id) => (item) => item.ownerId === id),
    ...when(query.notCreatedByUserId, (id) => (item) => item.ownerId !== id),
    ...when(query.resourceId, (id) => (item) => item.resourceId === id),
    ...when(resourceIds, (ids) => (item) => ids.includes(item.resourceId)),
    ...when(query.resourceType, resourceTypeTest),
    ...when(query.resourceSubType, (text) => (item) => text.split(',').includes(item.resourceSubType)),
    ...when(query.shared, (shared) => (item) => (spaceTypeOf(item) === 'shared') === shared),
    ...when(
      query.spaceId,
      (id) => (item) => (id === 'personal' ? item.spaceId === undefined : item.spaceId === id),
    ),
    ...when(spaceTypes, (types) => (item) => types.includes(spaceTypeOf(item))),
    ...when(query.collectionId, (id) => (item) => isIn(item, id)),
    // The sandbox has no linked resources: asking for one finds nothing.
    ...when(query.resourceLink, () => () => false),
  ];
  return (item) => tests.every((test) => test(item));
}

function requireResourceType(query: ItemsQuery): void {
  const parameter = (['resourceId', 'resourceIds', 'resourceLink'] as const).find(
    (name) => query[name] !== undefined,
  );
  if (parameter !== undefined && query.resourceType === undefined) {
    throw badParameter('ITEMS', parameter, `With ${parameter}, resourceType has to be given too.`);
  }
  if (query.resourceId !== undefined && query.resourceLink !== undefined) {
    throw badParameter('ITEMS', 'resourceLink', 'Give either resourceId or resourceLink, not both.');
  }
  if (query.resourceSubType !== undefined && query.resourceType?.includes('[') === true) {
    throw badParameter('ITEMS', 'resourceSubType', 'Not together with the square brackets in resourceType.');
  }
}

/** Reads `app[qvd,chart-monitoring,],dataset`: types, each with the sub-types wanted of it. */
function resourceTypeTest(text: string): Test {
  const wanted = new Map<string, readonly string[] | undefined>();
  if (!/^[^,[\]]+(\[[^[\]]*\])?(,[^,[\]]+(\[[^[\]]*\])?)*$/.test(text)) {
    throw badParameter('ITEMS', 'resourceType', 'Expected a list of types such as “app[sub-type],dataset”.');
  }
  for (const [, type = '', subTypes] of text.matchAll(/([^,[\]]+)(?:\[([^\]]*)\])?/g)) {
    if (!RESOURCE_TYPES.includes(type)) {
      throw badParameter('ITEMS', 'resourceType', `“${type}” is no resource type.`);
    }
    wanted.set(type, subTypes?.split(','));
  }
  return (item) =>
    wanted.has(item.resourceType) && (wanted.get(item.resourceType)?.includes(item.resourceSubType) ?? true);
}

function csv(
  parameter: string,
  text: string | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  const values = text?.split(',');
  const unknown = values?.find((value) => !known.includes(value));
  if (unknown !== undefined) {
    throw badParameter('ITEMS', parameter, `“${unknown}” is not one of ${known.join(', ')}.`);
  }
  return values;
}
