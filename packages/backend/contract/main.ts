import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { packageVersion } from '../package-version.ts';
import { openapiDocument } from './openapi.ts';

// Writes the description of the backend's addresses: node --import tsx packages/backend/contract/main.ts
const file = fileURLToPath(new URL('../openapi.json', import.meta.url));
const style = await resolveConfig(file);
const document = JSON.stringify(openapiDocument(packageVersion()));
writeFileSync(file, await format(document, { ...style, filepath: file }));
