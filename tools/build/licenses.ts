import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';

/** Returns the license texts of packages whose code is in a published file, one after the other. */
export function licensesOf(packages: readonly string[]): string {
  return packages.map(licenseOf).join('\n\n----\n\n');
}

function licenseOf(name: string): string {
  const folder = inProject(`node_modules/${name}`);
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
