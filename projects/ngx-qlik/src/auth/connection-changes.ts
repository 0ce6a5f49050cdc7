import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { QlikConnection, QlikConnectionInput } from '../connections/connection';
import { listConnections } from './validate-connections';

/** Connections that were added or changed at run time, by id; `undefined` for those that were removed. */
export type ConnectionChanges = ReadonlyMap<string, QlikConnectionInput | undefined>;

/**
 * Returns a configuration with changes in the place of what it says itself. Added connections come last.
 * @param written the parsed configuration; what is no list of connections is returned as it is
 */
export function withChanges(written: unknown, changes: ConnectionChanges): unknown {
  const list = listConnections(written);
  if (!list) return written;
  const added = new Map(changes);
  const kept = list.flatMap((each) => {
    const id = isRecord(each) ? each['id'] : undefined;
    if (typeof id !== 'string' || !changes.has(id)) return [each];
    added.delete(id);
    return [changes.get(id)];
  });
  return [...kept, ...added.values()].filter((each) => each !== undefined);
}

/** Returns a connection as it is written in a configuration or in a change of it. */
export function findWritten(
  written: unknown,
  changes: ConnectionChanges,
  id: string,
): QlikConnectionInput | undefined {
  const list = listConnections(withChanges(written, changes));
  // The configuration was validated when it was loaded.
  return list?.find((each) => isRecord(each) && each['id'] === id) as QlikConnectionInput | undefined;
}

/** Returns connections of which those that did not change are the same objects as before. */
export function keepUnchanged(
  before: readonly QlikConnection[],
  now: readonly QlikConnection[],
): readonly QlikConnection[] {
  const isSame = (a: QlikConnection) => (b: QlikConnection) => JSON.stringify(a) === JSON.stringify(b);
  return now.map((each) => before.find(isSame(each)) ?? each);
}
