#!/usr/bin/env node
// @ts-check
// Runs `main.ts`. Plain JavaScript, because Node runs no TypeScript before tsx is loaded.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

// Its paths make `ngx-qlik` the sources of this repository. The package has no such file: `ngx-qlik` is an installed package there.
const paths = fileURLToPath(new URL('tsconfig.json', import.meta.url));
await tsImport('./main.ts', { parentURL: import.meta.url, tsconfig: existsSync(paths) && paths });
