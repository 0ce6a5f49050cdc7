export { ngAdd } from './ng-add.ts';
export { connection } from './connection.ts';
export { chart, spaces } from './page-rules.ts';
export { addCallbackPage } from './migrations.ts';
export { servedHosts } from './served-hosts.ts';
