import { readdirSync } from 'node:fs';
import { initTestEnvironment } from './guide-setup.mjs';

initTestEnvironment();
// Written there from documents.
for (const document of readdirSync('examples')) {
  const spec = `./examples/${document}/sales.component.spec.mjs`;
  await import(spec);
}
