import { writeFileSync } from 'node:fs';
import { readGuides } from './guide-sections.ts';

for (const { name, path, text, filled } of await readGuides()) {
  if (filled === text) continue;
  writeFileSync(path, filled);
  process.stdout.write(`docs/auth/${name}\n`);
}
