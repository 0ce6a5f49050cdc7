import { readFileSync } from 'node:fs';
import { createQlikApi } from '@qlik/api';
import enigma from 'enigma.js';
import schema from 'enigma.js/schemas/12.2027.0.json' with { type: 'json' };
import { demoApps, startSandbox } from 'qlik-sandbox';
import { WebSocket } from 'ws';

const sandbox = await startSandbox({ cloudPort: 0, adminPort: 0 });
const { origin } = sandbox.cloud;
// The API key of the user grace; with the default ports it is in .qlik-sandbox/cloud/cloud_api_key.txt.
const apiKey = readFileSync(sandbox.cloudKeys.apiKeys[0].file, 'utf8').trim();

// @qlik/api
const api = createQlikApi({ hostConfig: { host: origin, authType: 'apikey', apiKey } });
const appSession = api.qix.openAppSession({ appId: demoApps.flights });
const doc = await appSession.getDoc();
console.log(await doc.evaluate('Count([Flight ID])'));
await appSession.close();

// enigma.js
const session = enigma.create({
  schema,
  url: `${origin.replace('http', 'ws')}/app/${demoApps.flights}`,
  createSocket: (url) => new WebSocket(url, { headers: { authorization: `Bearer ${apiKey}` } }),
});
const app = await (await session.open()).openDoc(demoApps.flights);
console.log(await app.evaluate('Count([Flight ID])'));
await session.close();

await sandbox.close();
