import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as sources from './kept-folder.ts';

// Stands for `kept-folder.ts` in the published package: the files are beside the project in which the sandbox is started.

/** The folder of {@link keptFolder}, for messages. */
export const KEPT_ROOT: typeof sources.KEPT_ROOT | '.qlik-sandbox' = '.qlik-sandbox';

/** Returns `.qlik-sandbox/<name>` in the working folder. Git leaves it out, as private keys are in it. */
export const keptFolder: typeof sources.keptFolder = (name) => {
  const root = join(process.cwd(), KEPT_ROOT);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, '.gitignore'), '*\n');
  return join(root, name);
};
