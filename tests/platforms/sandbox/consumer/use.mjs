import { createQlikApi } from '@qlik/api';
import { demoApps, startSandbox } from 'qlik-sandbox';

const start = performance.now();
const sandbox = await startSandbox({ cloudPort: 0, adminPort: 0, apps: ['my-app'] });
const startMilliseconds = performance.now() - start;
const { origin } = sandbox.cloud;

// Qlik's own client, as a program of Qlik's documentation uses it.
const api = createQlikApi({
  hostConfig: {
    host: origin,
    authType: 'oauth2',
    clientId: 'sandbox-web',
    clientSecret: 'sandbox-web-secret',
    subject: 'grace',
  },
});

/** The texts of the first page of a hypercube. */
async function rows(appId, cube) {
  const appSession = api.qix.openAppSession({ appId });
  const doc = await appSession.getDoc();
  const object = await doc.createSessionObject({ qInfo: { qType: 'cube' }, qHyperCubeDef: cube });
  const { qHyperCube } = await object.getLayout();
  await appSession.close();
  return qHyperCube.qDataPages[0].qMatrix.map((row) => row.map(({ qText }) => qText));
}
const page = [{ qTop: 0, qLeft: 0, qWidth: 2, qHeight: 50 }];
const demo = await rows(demoApps.movies, {
  qMeasures: [{ qDef: { qDef: 'Count(DISTINCT Title)' } }],
  qInitialDataFetch: page,
});
const own = await rows(sandbox.apps[0].id, {
  qDimensions: [{ qLibraryId: 'd1' }],
  qMeasures: [{ qLibraryId: 'm1' }],
  qInitialDataFetch: page,
});

const runtime = await Promise.all(
  ['br', 'identity'].map(async (encoding) => {
    const answer = await fetch(`${origin}/qlik-embed/main.js`, { headers: { 'accept-encoding': encoding } });
    return [answer.status, answer.headers.get('content-type'), await answer.text()];
  }),
);
sandbox.cloud.addFault({ effect: { type: 'status', status: 503 }, count: 1 });
const fault = [await fetch(`${origin}/api/v1/spaces`), await fetch(`${origin}/api/v1/spaces`)].map(
  ({ status }) => status,
);
const faultPage = await Promise.all(
  ['/', '/page.css', '/page.js'].map(async (path) => (await fetch(`${sandbox.adminAddress}${path}`)).status),
);
await sandbox.close();
process.stdout.write(
  `${JSON.stringify({ startMilliseconds, demo, own, problems: sandbox.apps[0].problems, isSameRuntime: runtime[0][2] === runtime[1][2], runtime: runtime.map(([status, type]) => [status, type]), fault, faultPage })}\n`,
);
