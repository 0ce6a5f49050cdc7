// What the connections of an application need besides their configuration, for all auth types. One module, so that it is loaded at once,
// beside the configuration itself, and is no part of the application's first download.
//
// Bundlers make a file of what the same imports lead to. Each file of strategies imports this module as a whole, and what strategies of
// several files share is named here: all of it is one file then, where it would be one for each set of strategies.
export { sharedName, StorageEntry } from './browser-storage';
export {
  endReplaced,
  findWritten,
  keepUnchanged,
  unknownConnection,
  withChanges,
} from './connection-changes';
export { ConnectionSession } from './connection-session';
export { broadcastSignedOut, watchPage } from './page-events';
export { rulesOf, validateConnections } from './validate-connections';
export { receiveAnswer } from './oauth/callback-channel';
export { toBearer } from './oauth/tokens';
export { redirectForSignIn } from './requests/redirect-for-sign-in';
