import { openAppSession, type Doc } from '@qlik/api/qix';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { startTestEngineServer, type TestEngineServer } from './test-engine-server.ts';

/** The flights app, opened with `@qlik/api` on its own server. */
export interface FlightsSession {
  readonly server: TestEngineServer;
  readonly doc: Doc;
  /** Closes the session, then the server. */
  close(): Promise<void>;
}

/** Starts a server and opens the flights app. */
export async function openFlights(): Promise<FlightsSession> {
  const server = await startTestEngineServer();
  const appSession = openAppSession({
    appId: DEMO_APP_IDS.flights,
    hostConfig: { authType: 'none', host: `http://localhost:${server.port}` },
  });
  const doc = await appSession.getDoc();
  const close = async (): Promise<void> => {
    await appSession.close();
    await server.close();
  };
  return { server, doc, close };
}
