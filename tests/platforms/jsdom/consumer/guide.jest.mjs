import { initTestEnvironment } from './guide-setup.mjs';

initTestEnvironment();
// Written there from docs/testing.md.
// eslint-disable-next-line boundaries/no-unknown
await import('./sales.component.spec.mjs');
