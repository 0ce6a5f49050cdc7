import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';

/**
 * Returns the license texts of packages whose code is in a published file, one after the other.
 * @param workspace the folder of the package with that file, which may have versions of its own of what it depends on
 */
export function licensesOf(packages: readonly string[], workspace = inProject('')): string {
  return packages.map((name) => licenseOf(name, workspace)).join('\n\n----\n\n');
}

function licenseOf(name: string, workspace: string): string {
  const own = join(workspace, 'node_modules', name);
  const folder = existsSync(own) ? own : inProject(`node_modules/${name}`);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find(
    (entry) => /^licen[cs]e(\.\w+)?$/i.test(entry) && statSync(join(folder, entry)).isFile(),
  );
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  return `${name} ${version}, ${license ?? 'license in its repository'}${text}`;
}
