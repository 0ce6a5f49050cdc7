/**
 * The example "NodeJS using PFX certificates" of `@qlik/api`. It runs in a separate process, because Node reads
 * `NODE_EXTRA_CA_CERTS` only at startup.
 */
import { readFileSync } from 'node:fs';
import { createQlikApi } from '@qlik/api';

// Also keeps the process alive: `@qlik/api` first calls the engine's port without the certificate, which TLS refuses, and
// Node 20 sometimes ends (code 13) before that failure arrives when nothing else is open.
setTimeout(() => {
  process.stderr.write('No app after 25 s\n');
  process.exit(1);
}, 25_000);

const [host = '', pfxPath = ''] = process.argv.slice(2);
const { PFX_PASSWORD = '', APP_ID = '' } = process.env;
const api = createQlikApi({
  hostConfig: { authType: 'pfx', host, pfx: readFileSync(pfxPath), passphrase: PFX_PASSWORD },
});
const appSession = api.qix.openAppSession({ appId: APP_ID });
const doc = await appSession.getDoc();
const sheets = await doc.getSheetList();
process.stdout.write(`sheets: ${sheets.length}\n`);
await appSession.close();
process.exit(0);
