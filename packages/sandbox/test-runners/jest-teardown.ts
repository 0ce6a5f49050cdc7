/** Global tear-down of Jest, as `globalTeardown: 'qlik-sandbox/jest-teardown'`. */
export { teardown as default } from './global-setup.ts';
