import { AUTH_TYPES, type BuiltInAuthType } from 'ngx-qlik/auth-types';
import type { ConnectionOptions } from './options.ts';

const CLOUD = 'http://localhost:8181';
const CLIENT_MANAGED = 'http://localhost:8183';

/** What is in the sandbox's anonymous share, which needs no user. */
const ANONYMOUS = {
  clientId: 'sandbox-anonymous',
  accessCode: 'sandbox-movies',
  app: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
  object: 'movies-by-rating',
};
const FLIGHTS = { app: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001', object: 'flights-by-state' };

const CLIENT_IDS: Partial<Record<BuiltInAuthType, string>> = {
  oauth2: 'sandbox-spa',
  'oauth2-impersonation': 'sandbox-web',
  anonymous: ANONYMOUS.clientId,
};
/** Prefixes of the virtual proxies of the sandbox's client-managed server. */
const PREFIXES: Partial<Record<BuiltInAuthType, string>> = {
  ticket: '/ticket',
  'jwt-virtual-proxy': '/jwt',
  'anonymous-virtual-proxy': '/anonymous',
};

/** Whether the options name the sandbox. An empty text is the option without a value. */
export function isForSandbox({ sandbox }: ConnectionOptions): boolean {
  return sandbox !== undefined && String(sandbox) !== 'false';
}

/** The address of the sandbox that the options name, for an auth type: without one, the usual address of its platform. */
export function sandboxAddress({ sandbox }: ConnectionOptions, auth: BuiltInAuthType): string {
  const named = typeof sandbox === 'string' && sandbox !== '' && sandbox !== 'true' ? sandbox : undefined;
  const usual = AUTH_TYPES[auth].platform === 'client-managed' ? CLIENT_MANAGED : CLOUD;
  return (named ?? usual).replace(/\/$/, '');
}

/** The option of the command line for a tenant of the sandbox. */
export const sandboxOption = (address: string): string =>
  address === CLOUD ? '--sandbox' : `--sandbox=${address}`;

/** Options that name the sandbox's server, its clients and its apps, for an auth type; what is set already stays. */
export function withSandbox<
  T extends ConnectionOptions & { readonly app?: string; readonly object?: string },
>(options: T, auth: BuiltInAuthType): T {
  const { platform, credential } = AUTH_TYPES[auth];
  const isCloud = platform !== 'client-managed';
  const server = sandboxAddress(options, auth);
  const shown = auth === 'anonymous' ? ANONYMOUS : FLIGHTS;
  const defaults = {
    connection: 'sandbox',
    label: 'Sandbox',
    platform: isCloud ? 'cloud' : 'client-managed',
    ...(credential === 'relay' ? {} : { host: server + (PREFIXES[auth] ?? '') }),
    ...(CLIENT_IDS[auth] === undefined ? {} : { clientId: CLIENT_IDS[auth] }),
    ...(auth === 'jwt' || auth === 'cookie' ? { webIntegrationId: 'sandbox-web-integration' } : {}),
    ...(auth === 'anonymous' ? { accessCode: ANONYMOUS.accessCode } : {}),
    app: shown.app,
    object: shown.object,
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given } as unknown as T;
}
