import { initTestEnvironment } from './guide-setup.mjs';

initTestEnvironment();
// Written there from a document.
const SPEC = './sales.component.spec.mjs';
await import(SPEC);
