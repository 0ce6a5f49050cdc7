import { readdirSync } from 'node:fs';
import { initTestEnvironment } from './guide-setup.mjs';

initTestEnvironment();
// Written there from documents.
for (const document of readdirSync('examples')) {
  for (const file of readdirSync(`examples/${document}`).filter((name) => name.endsWith('.spec.mjs'))) {
    const spec = `./examples/${document}/${file}`;
    await import(spec);
  }
}
