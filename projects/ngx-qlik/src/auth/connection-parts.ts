// What the connections of an application need besides their configuration. One module, so that it is loaded at once, beside the
// configuration itself, and is no part of the application's first download.
export { ConnectionSession } from './connection-session';
export { broadcastSignedOut, watchPage } from './page-events';
export { rulesOf, validateConnections } from './validate-connections';
