import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The folder of the demo apps' data: files of the `vega-datasets` package. */
export const DATA_FOLDER = join(dirname(require.resolve('vega-datasets')), '..', 'data');
