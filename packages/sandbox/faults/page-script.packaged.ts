import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as sources from './page-script.ts';

// Stands for `page-script.ts` in the published package, where the script is built.

export const PAGE_FOLDER: typeof sources.PAGE_FOLDER = join(import.meta.dirname, '..', 'faults-page');

export const pageScript: typeof sources.pageScript = () => readFile(join(PAGE_FOLDER, 'page.js'), 'utf8');
