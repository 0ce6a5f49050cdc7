import type { SandboxAddresses } from './sandbox-addresses.ts';

/** A connection as `connections.json` has it. */
export interface WrittenConnection {
  id: string;
  label: string;
  platform: string;
  host: string;
  auth: Record<string, unknown>;
  runtime?: { bundled: true };
}

/** The secrets file of the backend, as it is written. */
export interface WrittenSecrets {
  readonly connections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * A connection to the sandbox for each auth type.
 * @param addresses origins of the sandbox's servers
 */
export function demoConnections({
  cloud,
  clientManaged,
}: Pick<SandboxAddresses, 'cloud' | 'clientManaged'>): WrittenConnection[] {
  type Auth = WrittenConnection['auth'];
  const tenant = (id: string, label: string, auth: Auth): WrittenConnection => ({
    ...{ id, label, platform: 'cloud', host: cloud, auth },
  });
  const server = (id: string, label: string, prefix: string, auth: Auth): WrittenConnection => ({
    ...{ id, label, platform: 'client-managed' },
    host: prefix === '' ? clientManaged : `${clientManaged}/${prefix}`,
    auth,
  });
  /** The browser calls the application's backend, which relays to Qlik. */
  const throughBackend = (id: string, label: string, platform: string, type: string): WrittenConnection => ({
    ...{ id, label, platform },
    host: `/qlik/${id}`,
    auth: { type },
  });
  const webIntegrationId = 'sandbox-web-integration';
  return [
    tenant('sandbox-cloud', 'Sandbox cloud tenant', {
      type: 'oauth2',
      clientId: 'sandbox-spa',
      scope: 'user_default offline_access',
      tokenStorage: 'session',
    }),
    tenant('cloud-popup', 'Cloud, sign-in in a window', {
      type: 'oauth2',
      clientId: 'sandbox-spa',
      interaction: 'popup',
    }),
    tenant('cloud-impersonation', 'Cloud by impersonation', {
      type: 'oauth2-impersonation',
      clientId: 'sandbox-web',
    }),
    throughBackend('cloud-web', 'Cloud by a confidential client', 'cloud', 'oauth2-web'),
    throughBackend('cloud-m2m', 'Cloud as a machine', 'cloud', 'm2m'),
    tenant('cloud-jwt', 'Cloud by JWT', { type: 'jwt', webIntegrationId }),
    tenant('cloud-cookie', 'Cloud by its own sign-in', {
      type: 'cookie',
      webIntegrationId,
      restore: 'own-sign-in',
    }),
    tenant('cloud-anonymous', 'Qlik Cloud, anonymous access', {
      type: 'anonymous',
      clientId: 'sandbox-anonymous',
      accessCode: 'sandbox-movies',
    }),
    throughBackend('cloud-apikey', 'Cloud by API key', 'cloud', 'apikey'),
    // The backend's path: its session cookie identifies the user of the application.
    {
      ...throughBackend('cloud-apikey', 'Cloud, with nothing from the page', 'cloud', 'none'),
      id: 'cloud-none',
    },
    tenant('cloud-reference', 'Cloud by reference', { type: 'reference', reference: 'cloud-anonymous' }),
    server('server-ticket', 'Server by ticket', 'ticket', { type: 'ticket' }),
    server('server-windows', 'Server by Windows account', '', { type: 'windows', restore: 'own-sign-in' }),
    throughBackend('server-header', 'Server by header', 'client-managed', 'header'),
    server('server-jwt', 'Server by JWT', 'jwt', { type: 'jwt-virtual-proxy' }),
    server('server-anonymous', 'Client-managed, anonymous', 'anonymous', { type: 'anonymous-virtual-proxy' }),
    // The engine's port has none of Qlik's code for browsers.
    {
      ...throughBackend('server-certificate', 'Server by certificate', 'client-managed', 'pfx'),
      runtime: { bundled: true },
    },
  ];
}

const DEMO_CLIENT = { clientId: 'sandbox-web', clientSecret: 'sandbox-web-secret' };
const DIRECTORY = 'SANDBOX';
/** All users act as one Qlik user there, and all demo users are allowed. */
const FOR_ALL = { audience: 'everyone-signed-in' };

/**
 * What the backend needs for those of them whose secret it holds.
 * @throws {Error} when the sandbox has no key for one of them
 */
export function demoSecrets({ cloud, clientManaged, ...sandbox }: SandboxAddresses): WrittenSecrets {
  const provider = sandbox.cloudKeys.identityProviders.find(({ tenant }) => tenant === 'cloud');
  const apiKey = sandbox.cloudKeys.apiKeys.find(({ tenant }) => tenant === 'cloud');
  if (!provider || !apiKey) throw new Error("The sandbox's tenant has no identity provider or no API key.");
  const ports = sandbox.clientManagedPorts;
  const files = sandbox.clientManagedCertificates;
  const asClient = {
    certificate: { file: files.client },
    key: { file: files.clientKey },
    ca: { file: files.root },
    userDirectory: DIRECTORY,
  };
  return {
    connections: {
      'cloud-impersonation': { type: 'oauth2-impersonation', host: cloud, ...DEMO_CLIENT },
      // The redirect address that the sandbox's client has.
      'cloud-web': { type: 'oauth2-web', host: cloud, ...DEMO_CLIENT, redirectPath: '/auth/callback' },
      'cloud-m2m': { type: 'm2m', host: cloud, ...DEMO_CLIENT, ...FOR_ALL },
      'cloud-jwt': {
        ...{ type: 'jwt', host: cloud, issuer: provider.issuer, keyId: provider.kid },
        privateKey: { file: sandbox.cloudKeys.jwt.privateKeyFile },
      },
      'cloud-apikey': { type: 'apikey', host: cloud, apiKey: { file: apiKey.file }, ...FOR_ALL },
      'server-ticket': {
        ...{ ...asClient, type: 'ticket', virtualProxy: 'ticket' },
        proxyService: `https://localhost:${ports.proxyService}`,
      },
      'server-header': {
        ...{ type: 'header', host: `${clientManaged}/header` },
        ...{ headerName: 'X-Qlik-Demo-User', userDirectory: DIRECTORY },
      },
      'server-jwt': {
        ...{ type: 'jwt-virtual-proxy', userDirectory: DIRECTORY },
        privateKey: { file: files.jwtKey },
      },
      'server-certificate': {
        ...{ ...asClient, type: 'pfx' },
        engine: `https://localhost:${ports.engine}`,
        repository: `https://localhost:${ports.repository}`,
      },
    },
  };
}
