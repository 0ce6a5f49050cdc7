import { relative, resolve, sep } from 'node:path';
import type { Metafile } from 'esbuild';

/** A runtime module as `main.js` finds it. */
export interface RuntimeModuleFiles {
  readonly file: string;
  /** What else it needs at once, fetched side by side with it. */
  readonly preload: readonly string[];
}

export interface RuntimeManifest {
  /** By the name clients import, for example `auth@v1`. */
  readonly modules: Readonly<Record<string, RuntimeModuleFiles>>;
  /** Every file with its size in bytes, uncompressed. */
  readonly files: Readonly<Record<string, number>>;
}

/** What the clients read from each module; a package laid out differently shows here and not in a browser. */
const REQUIRED_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  'auth@v1': [
    'default',
    'getAccessToken',
    'getWebResourceAuthParams',
    'logout',
    'registerAuthModule',
    'registerHostConfig',
    'setDefaultHostConfig',
    'unregisterHostConfig',
  ],
  'invoke-fetch@v1': ['default', 'clearApiCache', 'invokeFetch', 'parseFetchResponse'],
  'qix@v1': ['default', 'addInitialAppAction', 'openAppSession'],
};

/** Session code is one dynamic import away from `qix@v1`, and whoever imports that is about to open a session. */
const PRELOADS_DYNAMIC_IMPORTS = new Set(['qix@v1']);

/**
 * Reads from esbuild's report which files make up each module.
 * @throws {Error} naming the module and the export that is missing.
 */
export function describeModules(
  metafile: Metafile,
  { outdir, moduleNames }: { readonly outdir: string; readonly moduleNames: readonly string[] },
): RuntimeManifest {
  const fileName = (path: string): string => relative(outdir, resolve(path)).split(sep).join('/');
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({
    file: fileName(path),
    ...output,
  }));
  const byFile = new Map(outputs.map((output) => [output.file, output]));

  const closure = (file: string, kinds: readonly string[], found = new Set<string>()): Set<string> => {
    for (const entry of byFile.get(file)?.imports ?? []) {
      const imported = fileName(entry.path);
      if (entry.external || !kinds.includes(entry.kind) || found.has(imported)) continue;
      found.add(imported);
      closure(imported, kinds, found);
    }
    return found;
  };

  const modules = moduleNames.map((name): [string, RuntimeModuleFiles] => {
    const output = outputs.find(({ file, entryPoint }) => entryPoint && file.startsWith(`${name}-`));
    if (!output) throw new Error(`The build wrote no file for ${name}.`);
    const missing = (REQUIRED_EXPORTS[name] ?? []).filter((required) => !output.exports.includes(required));
    if (missing.length > 0)
      throw new Error(`${name} does not export ${missing.join(', ')}, which clients need.`);
    const kinds = PRELOADS_DYNAMIC_IMPORTS.has(name)
      ? ['import-statement', 'dynamic-import']
      : ['import-statement'];
    return [name, { file: output.file, preload: [...closure(output.file, kinds)].sort() }];
  });

  return {
    modules: Object.fromEntries(modules),
    files: Object.fromEntries(outputs.map(({ file, bytes }) => [file, bytes])),
  };
}
