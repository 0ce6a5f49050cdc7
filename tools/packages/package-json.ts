import type { Metafile } from 'esbuild';
import { isBuiltin } from 'node:module';

/** What is read of a `package.json`. */
export interface PackageJson {
  name: string;
  version: string;
  description?: string;
  license?: string;
  engines?: Record<string, string>;
  homepage?: string;
  bugs?: string;
  repository?: unknown;
  keywords?: string[];
  dependencies?: Record<string, string>;
}

/**
 * Returns the packages that the built files import, with the versions of the source's `package.json`.
 * @throws {Error} when it does not list one of them
 */
export function dependenciesOf(
  { outputs }: Metafile,
  { name, dependencies = {} }: PackageJson,
): Record<string, string> {
  const imported = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external === true && !isBuiltin(path))
    .map(({ path }) => packageOf(path));
  return Object.fromEntries(
    [...new Set(imported)].sort().map((dependency) => {
      const version = dependencies[dependency];
      if (version === undefined)
        throw new Error(
          `${name} imports ${dependency}, which is not among the dependencies of its package.json.`,
        );
      return [dependency, version];
    }),
  );
}

/** `@scope/name/path` belongs to `@scope/name`. */
function packageOf(path: string): string {
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}
