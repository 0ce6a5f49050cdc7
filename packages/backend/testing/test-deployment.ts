import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type BackendProcess, startBackendProcess } from './backend-process.ts';
import { createCertificates } from './certificates.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from './fake-tenant.ts';
import { startTestNginx, type TestNginx } from './test-nginx.ts';
import { freePort } from './test-redis.ts';
import { TestBrowser } from './test-browser.ts';

/** Paths through the relay's only connection, with a shared identity that may do everything. */
export const ECHO = '/qlik/key/api/v1/echo';
export const SOCKET = '/qlik/key/app/some-app';

const RAW_LIMIT_MS = 700;

/** A complete deployment: nginx as documented, the backend process, an identity provider, a tenant. */
export interface TestDeployment {
  readonly nginx: TestNginx;
  readonly tenant: FakeTenant;
  readonly provider: FakeProvider;
  /** PEM of the authority of nginx's certificate. */
  readonly ca: string;
  /** The current backend process. */
  readonly backend: () => BackendProcess;
  /** Kills the backend and starts it again at the same port. */
  readonly restartBackend: () => Promise<void>;
  /** Returns an unused loopback address. */
  readonly nextAddress: () => string;
  /** Creates a browser at an unused address. */
  readonly newBrowser: () => TestBrowser;
  /** Signs a browser in at the identity provider; default: a new browser. */
  readonly signIn: (sub: string, browser?: TestBrowser) => Promise<TestBrowser>;
  /** A connection by TLS, without a request. */
  readonly openTls: (localAddress?: string) => Promise<TLSSocket>;
  /** Sends bytes by TLS; resolves with the received bytes when the connection ends, or after 700 ms. */
  readonly sendRaw: (text: string, localAddress?: string) => Promise<string>;
  /** Returns the head of a request as a page of this user sends it, up to the empty line. */
  readonly head: (line: string, cookie: string, headers?: readonly string[]) => string;
  readonly close: () => Promise<void>;
}

/**
 * Starts the deployment.
 * @param environment further variables of the backend
 */
export async function startTestDeployment(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestDeployment> {
  const { ca, server: identity } = await createCertificates();
  const tenant = await startFakeTenant();
  const provider = await startFakeProvider();
  const backendPort = await freePort();
  const nginx = await startTestNginx({ identity, backendPort, port: await freePort() });
  const browsers: TestBrowser[] = [];
  const sockets: TLSSocket[] = [];
  let clients = 1;
  const start = (): Promise<BackendProcess> =>
    startBackendProcess({
      connections: {
        key: { ...apiKeyConnection(tenant.origin), access: 'full' },
      },
      environment: {
        PORT: String(backendPort),
        PUBLIC_URL: nginx.origin,
        TRUST_PROXY: '127.0.0.1',
        DEMO_USERS: 'false',
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: provider.settings.clientId,
        OIDC_CLIENT_SECRET: provider.settings.clientSecret ?? '',
        ...environment,
      },
    });
  let backend = await start();
  const nextAddress = (): string => {
    clients += 1;
    return `127.0.0.${clients}`;
  };
  const newBrowser = (): TestBrowser => {
    const browser = new TestBrowser(nginx.origin, undefined, { ca, localAddress: nextAddress() });
    browsers.push(browser);
    return browser;
  };
  const openTls = async (localAddress = '127.0.0.1'): Promise<TLSSocket> => {
    const socket = connectTls({
      ...{ host: '127.0.0.1', port: nginx.port, servername: 'localhost', ca, localAddress },
      ALPNProtocols: ['http/1.1'],
    });
    sockets.push(socket);
    await once(socket, 'secureConnect');
    // Some of these connections end with a reset.
    socket.on('error', () => socket.destroy());
    return socket;
  };
  return {
    ...{ nginx, tenant, provider, ca, nextAddress, newBrowser, openTls },
    backend: () => backend,
    restartBackend: async () => {
      await backend.kill();
      backend = await start();
    },
    signIn: async (sub, browser = newBrowser()) => {
      provider.claims = { sub, name: sub, email: `${sub}@x.example` };
      await provider.signIn(browser);
      return browser;
    },
    sendRaw: async (text, localAddress) => {
      const socket = await openTls(localAddress);
      let received = '';
      socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
      const closed = once(socket, 'close');
      socket.write(text, 'latin1');
      await Promise.race([closed, delay(RAW_LIMIT_MS)]);
      socket.destroy();
      return received;
    },
    head: (line, cookie, headers = []) =>
      [
        ...[`${line} HTTP/1.1`, `Host: localhost:${nginx.port}`, `Origin: ${nginx.origin}`],
        ...[`Cookie: ${cookie}`, ...headers, '\r\n'],
      ].join('\r\n'),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(browsers.map((browser) => browser.close()));
      await nginx.stop();
      await backend.kill();
      await provider.close();
      await tenant.close();
    },
  };
}
