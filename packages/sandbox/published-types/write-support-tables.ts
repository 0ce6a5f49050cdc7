import { readFile, writeFile } from 'node:fs/promises';
import { cloudRoutes } from './endpoint-support.ts';
import { withEndpointSupport, withMethodSupport } from './support-tables.ts';

const ENGINE = new URL('../engine/README.md', import.meta.url);
const CLOUD = new URL('../cloud/README.md', import.meta.url);

await writeFile(ENGINE, withMethodSupport(await readFile(ENGINE, 'utf8')));
await writeFile(CLOUD, withEndpointSupport(await readFile(CLOUD, 'utf8'), await cloudRoutes()));
