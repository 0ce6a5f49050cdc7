import { join } from 'node:path';
import type * as sources from './data-folder.ts';

// Stands for `data-folder.ts` in the published package, which contains the data.

export const DATA_FOLDER: typeof sources.DATA_FOLDER = join(import.meta.dirname, '..', 'data');
