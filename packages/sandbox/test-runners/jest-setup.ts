/** Global set-up of Jest, as `globalSetup: 'qlik-sandbox/jest-setup'`: starts a sandbox on free ports. */
export { setup as default } from './global-setup.ts';
