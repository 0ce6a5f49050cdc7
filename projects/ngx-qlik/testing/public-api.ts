export {
  type DetectsChanges,
  provideQlikTesting,
  QlikTesting,
  type QlikTestingOptions,
} from './provide-qlik-testing';
export { fakeConnection } from './fake-connection';
export type { FakeSignInState } from './fake-sign-in';
export { FakeAuthStrategy, type FakeAuthOptions, type FakeAuthStep } from './fake-auth-strategy';
export type {
  FakeAppData,
  FakeBookmark,
  FakeExpression,
  FakeMasterItem,
  FakeObjectData,
  FakeRow,
  FakeValue,
  FakeVariable,
} from './engine/fake-app-data';
export type { FakeApp, SocketFault } from './engine/fake-app';
export type { FakeExport, FakeExportFile, FakeExports } from './exports/fake-exports';
export type { FakeEngineCall } from './engine/engine-calls';
export { fakeQlikMain, type FakeQlikMain } from './fake-qlik-main';
export { pausedCalls as ɵpausedCalls } from './fake-page';
export { settled, realDelay as ɵrealDelay } from './settled';
export { postFromOtherPage } from './post-from-other-page';
export { qlikErrorOf } from './qlik-error-of';
