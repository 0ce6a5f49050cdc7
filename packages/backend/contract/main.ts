import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { packageVersion } from '../package-version.ts';
import { openapiDocument } from './openapi.ts';

// Writes the description of the backend's addresses: node --import tsx packages/backend/contract/main.ts
const file = fileURLToPath(new URL('../openapi.json', import.meta.url));
const document = JSON.stringify(openapiDocument(packageVersion()));
writeFileSync(file, (await format(file, document, { printWidth: 110 })).code);
