import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { openapiDocument } from './openapi.ts';

// Writes the description of the backend's addresses: node --import tsx packages/backend/contract/main.ts
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const file = fileURLToPath(new URL('../openapi.json', import.meta.url));
const style = await resolveConfig(file);
writeFileSync(file, await format(JSON.stringify(openapiDocument(version)), { ...style, filepath: file }));
