import { normalize, virtualFs } from '@angular-devkit/core';
import { NodeJsSyncHost } from '@angular-devkit/core/node';
import { HostTree } from '@angular-devkit/schematics';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { connectionsIn, connectionSourceOf } from './connection-source.ts';
import { findApplication } from './project.ts';

/** The hosts of an application's connections, and the file that has them. */
export interface ServedHosts {
  readonly file: string;
  /** As they are written; `undefined` for a connection without one, which a backend relays. */
  readonly hosts: readonly unknown[];
}

/**
 * Reads the connections of an application from its workspace.
 * @returns `undefined` where no file of the workspace has them
 * @throws {Error} where the workspace, or the file, cannot be read
 */
export async function servedHosts(root: string, name: string): Promise<ServedHosts | undefined> {
  const tree = new HostTree(new virtualFs.ScopedHost(new NodeJsSyncHost(), normalize(root)));
  const source = connectionSourceOf(tree, await findApplication(tree, name));
  const file = source.kind === 'file' ? source.path : source.file;
  if (source.kind === 'file' ? !tree.exists(file) : !source.connections) return undefined;
  const hosts = connectionsIn(tree, source).map((each) => (isRecord(each) ? each['host'] : undefined));
  return { file, hosts };
}
