import { initTestEnvironment } from './guide-setup.mjs';

initTestEnvironment();
// Written there from docs/testing.md.
const SPEC = './sales.component.spec.mjs';
await import(SPEC);
