import { toText } from '../protocol/json.ts';
import type { StoredObject } from './stored-object.ts';

/** Finds an object by its id. */
type FindObject = (id: string) => StoredObject | undefined;

/** Returns an object and those that it extends (`qExtendsId`), the nearest first. A circle ends where it closes. */
export function extendedObjects(entry: StoredObject, find: FindObject): readonly StoredObject[] {
  const chain: StoredObject[] = [];
  let current: StoredObject | undefined = entry;
  while (current !== undefined && !chain.includes(current)) {
    chain.push(current);
    current = find(toText(current.properties['qExtendsId']));
  }
  return chain;
}

/**
 * Returns the children of an object: those of the objects that it extends, then its own. A filter pane on a sheet that extends a
 * master object has no list boxes of its own.
 */
export function childrenWithExtended(entry: StoredObject, find: FindObject): readonly StoredObject[] {
  return [...extendedObjects(entry, find)]
    .reverse()
    .flatMap(({ children }) => children.flatMap((id) => find(id) ?? []));
}
