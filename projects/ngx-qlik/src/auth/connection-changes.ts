import { untracked } from '@angular/core';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { ConnectionId, QlikConnection, QlikConnectionInput } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';
import type { ConnectionSession } from './connection-session';
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

/** Returns the error `connection-unknown` for an id that no connection has, or whose connection was removed. */
export function unknownConnection(
  id: string,
  connections: readonly QlikConnection[],
  changes: ConnectionChanges,
): QlikError {
  const known = connections.map((each) => `"${each.id}"`);
  const what = changes.has(id) ? `The connection "${id}" was removed.` : `There is no connection "${id}".`;
  return new QlikError('connection-unknown', what, {
    params: { id },
    remedy: `Add it to the configuration${known.length > 0 ? `, or use one of ${known.join(', ')}` : ''}.`,
  });
}

/** Returns connections of which those that did not change are the same objects as before. */
export function keepUnchanged(
  before: readonly QlikConnection[],
  now: readonly QlikConnection[],
): readonly QlikConnection[] {
  const isSame = (a: QlikConnection) => (b: QlikConnection) => JSON.stringify(a) === JSON.stringify(b);
  return now.map((each) => before.find(isSame(each)) ?? each);
}

/**
 * Ends the sessions of connections that were removed, or changed to another host or sign-in, and takes them out of `sessions`. The others get
 * the present connection. A sign-in belongs to the host and the client that it was made with: another configuration of the same id is another
 * sign-in.
 *
 * @param find the present connection with an id
 * @param firstEpoch what new sessions begin with
 * @returns what new sessions begin with from now on: what was begun with those that ended does not belong to a sign-in of theirs
 */
export function endReplaced(
  sessions: Map<ConnectionId, ConnectionSession>,
  find: (id: string) => QlikConnection | undefined,
  firstEpoch: number,
): number {
  let next = firstEpoch;
  for (const [id, connectionSession] of sessions) {
    const connection = find(id);
    if (connection && isSameSignIn(connectionSession.connection, connection)) {
      connectionSession.reconfigure(connection);
      continue;
    }
    sessions.delete(id);
    next = Math.max(next, untracked(connectionSession.epoch) + 2);
    const { label } = connectionSession.connection;
    const reason = connection
      ? new QlikError('sign-in-required', `${label} was reconfigured.`, {
          remedy: 'Sign in again.',
          connectionId: id,
        })
      : new QlikError('connection-unknown', `${label} was removed from this application.`, {
          remedy: 'Use another connection.',
          connectionId: id,
        });
    void connectionSession.replace(reason);
  }
  return next;
}

/** Whether a sign-in with one is one with the other. The name that users see is no part of it. */
function isSameSignIn(a: QlikConnection, b: QlikConnection): boolean {
  const facts = ({ host, platform, auth }: QlikConnection) => JSON.stringify([host, platform, auth]);
  return a === b || facts(a) === facts(b);
}
