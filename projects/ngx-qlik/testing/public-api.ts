export { FakeAuthStrategy, type FakeAuthOptions, type FakeAuthStep } from './fake-auth-strategy';
export { fakeConnection } from './fake-connection';
export { fakeQlikMain, type FakeQlikMain } from './fake-qlik-main';
export { provideQlikTesting, QlikTesting, type QlikTestingOptions } from './provide-qlik-testing';
export { settled } from './settled';
export { postFromOtherPage } from './post-from-other-page';
export { qlikErrorOf } from './qlik-error-of';
