import { readFile, writeFile } from 'node:fs/promises';
import { withFunctionList } from './function-list.ts';

const README = new URL('../README.md', import.meta.url);

await writeFile(README, withFunctionList(await readFile(README, 'utf8')));
