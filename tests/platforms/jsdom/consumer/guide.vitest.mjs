import { readdirSync } from 'node:fs';
import { initTestEnvironment } from './guide-setup.mjs';
import { TestBed } from '@angular/core/testing';
import { afterEach, expect, it } from 'vitest';

// As with `globals: true`.
Object.assign(globalThis, { expect, it });
afterEach(() => TestBed.resetTestingModule());
initTestEnvironment();
// Written there from documents.
for (const document of readdirSync('examples')) {
  for (const file of readdirSync(`examples/${document}`).filter((name) => name.endsWith('.spec.mjs'))) {
    const spec = `./examples/${document}/${file}`;
    await import(spec);
  }
}
