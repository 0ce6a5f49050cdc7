import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ANGULAR_JSON } from './project.ts';

/** The folder of the workspace on the disk. Workspaces of Nx have no `angular.json`. */
export function workspaceFolder(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const isWorkspace = [ANGULAR_JSON, 'nx.json'].some((name) => existsSync(join(folder, name)));
    if (isWorkspace || dirname(folder) === folder) return folder;
  }
}
