import type { Tree } from '@angular-devkit/schematics';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { ConnectionSource } from './connection-source.ts';
import { readConnections } from './json-files.ts';
import { type Application, fieldOf } from './project.ts';

/**
 * What to do for each build that has another file of connections than the one that a connection was written to, or none: those of a
 * configuration with `assets` of its own.
 * @throws {SchematicsException} naming the file that cannot be read
 */
export function stepsForOtherBuilds(
  tree: Tree,
  application: Application,
  { path, address, others }: ConnectionSource & { readonly kind: 'file' },
  id: string,
): readonly string[] {
  return others.flatMap(({ configuration, present, possible, rule }) => {
    const place = configuration === undefined ? 'options' : `configurations.${configuration}`;
    const assets = `${fieldOf(application, 'build')}.${place}.assets`;
    if (present === undefined)
      return `${assets} serves no "${address}", so that a build with it has no connections. Add ${JSON.stringify(rule)} to it, for those of ${path}${possible === undefined ? '' : `; or write others to ${possible}`}.`;
    const isKnown = readConnections(tree, present).some((each) => isRecord(each) && each['id'] === id);
    return isKnown
      ? []
      : `${assets} serves ${present} as "${address}", which does not have the connection "${id}". It was written to ${path}: add it to the other file by hand.`;
  });
}
