/** A client that runs in a separate process, because Node reads `NODE_EXTRA_CA_CERTS` only at startup. */
import { createQlikApi } from '@qlik/api';

const [host = '', appId = ''] = process.argv.slice(2);
const api = createQlikApi({
  hostConfig: {
    host,
    authType: 'oauth2',
    clientId: 'sandbox-web',
    clientSecret: 'sandbox-web-secret',
    subject: 'grace',
  },
});
const spaces = await api.spaces.getSpaces({ sort: '+name' });
const appSession = api.qix.openAppSession({ appId });
const app = await appSession.getDoc();
process.stdout.write(`${spaces.data.data?.[0]?.name}; ${(await app.getAppLayout()).qTitle}\n`);
await appSession.close();
process.exit(0);
