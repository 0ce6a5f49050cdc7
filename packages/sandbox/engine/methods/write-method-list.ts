import { readFile, writeFile } from 'node:fs/promises';
import { withMethodList } from './method-list.ts';

const README = new URL('../README.md', import.meta.url);

await writeFile(README, withMethodList(await readFile(README, 'utf8')));
