import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of the demo apps' data: files of the `vega-datasets` package. */
export const DATA_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('vega-datasets')),
  '..',
  'data',
);
