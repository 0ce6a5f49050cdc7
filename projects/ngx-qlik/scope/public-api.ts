export { ConnectionScope, injectConnection, provideConnectionScope } from './connection-scope';
