import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { openapiDocument } from './openapi.ts';

// Writes the description of the backend's addresses: node --import tsx packages/backend/contract/main.ts
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const file = new URL('../openapi.json', import.meta.url);
writeFileSync(file, await format(JSON.stringify(openapiDocument(version)), { parser: 'json' }));
