import type { QlikConnection } from 'ngx-qlik';
import type { ConnectionAnswer } from './connection-search';

/** An app name, and the connections that have an app of that name. */
export interface MergedApp {
  readonly name: string;
  readonly locations: readonly { readonly connection: QlikConnection; readonly appId: string }[];
}

/** Merges the results by app name: names in most connections first, then alphabetically. */
export function mergeByName(answers: readonly ConnectionAnswer[]): readonly MergedApp[] {
  const locations = new Map<string, MergedApp['locations'][number][]>();
  for (const answer of answers) {
    if (answer.status !== 'found') continue;
    for (const { id, name } of answer.apps) {
      locations.set(name, [...(locations.get(name) ?? []), { connection: answer.connection, appId: id }]);
    }
  }
  return [...locations]
    .map(([name, found]) => ({ name, locations: found }))
    .sort(
      (one, other) => countConnections(other) - countConnections(one) || one.name.localeCompare(other.name),
    );
}

/** Returns one app per connection, for the view side by side. */
export function onePerConnection({ locations }: MergedApp): MergedApp['locations'] {
  return locations.filter(
    ({ connection }, index) => locations.findIndex((each) => each.connection.id === connection.id) === index,
  );
}

function countConnections(app: MergedApp): number {
  return onePerConnection(app).length;
}
