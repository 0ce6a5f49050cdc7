// The alternative of S2 and S4: @qlik/api used as its documentation shows, with the token or the session at hand.
import { auth, qix } from '@qlik/api';

interface Settings {
  readonly host: string;
  /** For a cloud tenant, with `clientId`; a client-managed server knows the user by a cookie. */
  readonly token?: string;
  readonly clientId?: string;
  readonly appId: string;
  /** Ids of master items. */
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly height: number;
}

const settings = JSON.parse(sessionStorage.getItem('bench') ?? '{}') as Settings;

const { host, token, clientId } = settings;
auth.setDefaultHostConfig(
  token !== undefined && clientId !== undefined
    ? { host, authType: 'oauth2', clientId, getAccessToken: () => Promise.resolve(token) }
    : {
        host,
        authType: 'windowscookie',
        loginUri: `${host}/internal_windows_authentication/?targetUri={location}`,
      },
);

async function show(): Promise<void> {
  const app = await qix.openAppSession({ appId: settings.appId }).getDoc();
  const object = await app.createSessionObject({
    qInfo: { qType: 'bench' },
    qHyperCubeDef: {
      qDimensions: settings.dimensions.map((qLibraryId) => ({ qLibraryId })),
      qMeasures: settings.measures.map((qLibraryId) => ({ qLibraryId })),
      qInitialDataFetch: [
        {
          qLeft: 0,
          qTop: 0,
          qWidth: settings.dimensions.length + settings.measures.length,
          qHeight: settings.height,
        },
      ],
    },
  });
  const layout = await object.getLayout();
  const rows = layout.qHyperCube?.qDataPages?.[0]?.qMatrix ?? [];
  const body = document.getElementById('rows');
  for (const cells of rows) {
    const row = document.createElement('tr');
    for (const { qText } of cells) row.insertCell().textContent = qText ?? '';
    body?.append(row);
  }
}

void show();
