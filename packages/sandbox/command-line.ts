import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { assertSigningCertificate } from './client-managed/certificates/certificate-folder.ts';
import { IdentityProviderError } from './cloud/identity-providers/identity-provider.ts';
import {
  readIdentityProviderFile,
  type TenantIdentityProvider,
} from './cloud/identity-providers/identity-provider-file.ts';
import { isRedirectUri, REDIRECT_URI_RULE } from './cloud/oauth/redirect-uri.ts';
import { KEPT_ROOT } from './kept-folder.ts';
import type { SandboxConfig } from './sandbox.ts';
import { UsageError } from './usage-error.ts';

/** The parsed command line. */
export interface Command {
  readonly config: SandboxConfig;
  /** Print the ports as one line of JSON. */
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const USAGE = `Usage: qlik-sandbox [options]      (in its repository: npm start -w qlik-sandbox -- [options])

  --app <folder or file>        an app of your own: a folder that “qlik app unbuild” wrote, or a .json file of serializeapp;
                                repeatable, read again when a file changes
  --app-origin <origin>         an application that may sign in, e.g. http://localhost:5173; repeatable
                                (http://localhost:4200 and http://localhost:3000 always may)
  --redirect-uri <address>      a redirect address of the OAuth clients, besides those of the applications; repeatable
  --cloud-port <port>           port of the cloud tenant, default 8181; 0 for any free one
  --cloud2-port <port>          port of the second cloud tenant, default 8182; 0 for any free one
  --cloud-keys <folder>         where the cloud tenants' demo keys are written, default ${KEPT_ROOT}/cloud
  --identity-providers <file>   JSON with further JWT identity providers of the cloud tenants
  --session-inactivity-seconds <n>  end of a cookie session without use, default 1200
  --session-lifespan-seconds <n>    end of a cookie session in any case, default 86400
  --admin-port <port>           port of the admin API, default 8180, where that is in use any free one; 0 for any free one
  --client-managed-port <port>  port of the client-managed server (QAP), default 8183 and, for its Proxy Service,
                                repository and engine, the three after it; 0 for any free ones
  --client-managed-certificates <folder>
                                where its certificates are written, default ${KEPT_ROOT}/client-managed
  --client-managed-jwt-certificate <file>
                                certificate (PEM) of the JWTs that its virtual proxy "jwt" accepts
  --no-client-managed           leave the client-managed server out
  --https                       HTTPS and WSS for the cloud tenants and the QAP server's proxy, with an authority of its own
  --https-certificates <folder> where its certificates are kept, default ${KEPT_ROOT}/https
  --access-token-seconds <n>    lifetime of access tokens, default 21600
  --spaces <n>                  number of spaces, default 60
  --reload-seconds <n>          how long a reload of an app takes at least, default 2
  --big-app-rows <n>            a further app, “Orders”, of that many rows; made when it is first opened
  --tier1-per-minute <n>        rate limit for reading calls per user, default 1000
  --tier2-per-minute <n>        rate limit for writing and token calls per user, default 100
  --listen <address>            listen on this address in place of localhost; for containers only, as there are no passwords
  --check-answers               for tests: compare all answers with Qlik's published types; GET /answers of the admin API
                                has the differences
  --json                        print the ports as one line of JSON
  --verbose                     log each request to standard error
  --version                     print the version
  --help
`;

/** The options with their names as they are written. */
export const COMMAND_OPTIONS = {
  app: { type: 'string', multiple: true },
  'app-origin': { type: 'string', multiple: true },
  'redirect-uri': { type: 'string', multiple: true },
  'cloud-port': { type: 'string' },
  'cloud2-port': { type: 'string' },
  'cloud-keys': { type: 'string' },
  'identity-providers': { type: 'string' },
  'session-inactivity-seconds': { type: 'string' },
  'session-lifespan-seconds': { type: 'string' },
  'admin-port': { type: 'string' },
  'client-managed-port': { type: 'string' },
  'client-managed-certificates': { type: 'string' },
  'client-managed-jwt-certificate': { type: 'string' },
  'no-client-managed': { type: 'boolean' },
  https: { type: 'boolean' },
  'https-certificates': { type: 'string' },
  'access-token-seconds': { type: 'string' },
  spaces: { type: 'string' },
  'reload-seconds': { type: 'string' },
  'big-app-rows': { type: 'string' },
  'tier1-per-minute': { type: 'string' },
  'tier2-per-minute': { type: 'string' },
  listen: { type: 'string' },
  'check-answers': { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

/** Names that options had, which go on to work. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  '--qap-port': '--client-managed-port',
  '--qap-certificates': '--client-managed-certificates',
  '--qap-jwt-certificate': '--client-managed-jwt-certificate',
  '--no-qap': '--no-client-managed',
};

/** @throws {UsageError} */
export function readCommandLine(args: readonly string[]): Command {
  const values = parse(args);
  const number = (name: keyof typeof values, min: number, max: number): number | undefined => {
    const text = values[name];
    if (text === undefined) {
      return undefined;
    }
    const value = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageError(`--${name} takes a whole number from ${min} to ${max}.`);
    }
    return value;
  };
  const redirectUris = values['redirect-uri'];
  const cloudPort = number('cloud-port', 0, 65_535);
  const cloud2Port = number('cloud2-port', 0, 65_535);
  const cloudKeys = values['cloud-keys'];
  const providerFile = values['identity-providers'];
  const sessionInactivitySeconds = number('session-inactivity-seconds', 1, 86_400 * 365);
  const sessionLifespanSeconds = number('session-lifespan-seconds', 1, 86_400 * 365);
  const adminPort = number('admin-port', 0, 65_535);
  const clientManagedPort = number('client-managed-port', 0, 65_532);
  const clientManagedCertificates = values['client-managed-certificates'];
  const clientManagedJwtCertificate = values['client-managed-jwt-certificate'];
  const httpsCertificates = values['https-certificates'];
  if (httpsCertificates !== undefined && values.https !== true) {
    throw new UsageError('--https-certificates needs --https.');
  }
  const accessTokenSeconds = number('access-token-seconds', 1, 86_400 * 365);
  const spaces = number('spaces', 2, 100_000);
  const reloadSeconds = number('reload-seconds', 0, 3600);
  const bigAppRows = number('big-app-rows', 1, 10_000_000);
  const tier1 = number('tier1-per-minute', 1, 1_000_000_000);
  const tier2 = number('tier2-per-minute', 1, 1_000_000_000);
  return {
    json: values.json ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
    config: {
      appOrigins: (values['app-origin'] ?? []).map(readOrigin),
      ...(values.app === undefined ? {} : { apps: values.app }),
      ...(values.listen === undefined ? {} : { listenAddress: readAddress(values.listen) }),
      verbose: values.verbose ?? false,
      rateLimits: { ...(tier1 === undefined ? {} : { tier1 }), ...(tier2 === undefined ? {} : { tier2 }) },
      ...(redirectUris === undefined ? {} : { redirectUris: redirectUris.map(readRedirectUri) }),
      ...(cloudPort === undefined ? {} : { cloudPort }),
      ...(cloud2Port === undefined ? {} : { cloud2Port }),
      ...(cloudKeys === undefined ? {} : { cloudKeys }),
      ...(providerFile === undefined ? {} : { identityProviders: readIdentityProviders(providerFile) }),
      ...(sessionInactivitySeconds === undefined ? {} : { sessionInactivitySeconds }),
      ...(sessionLifespanSeconds === undefined ? {} : { sessionLifespanSeconds }),
      ...(adminPort === undefined ? {} : { adminPort }),
      ...(values['no-client-managed'] === true
        ? { clientManagedPort: false as const }
        : clientManagedPort === undefined
          ? {}
          : { clientManagedPort }),
      ...(clientManagedCertificates === undefined ? {} : { clientManagedCertificates }),
      ...(clientManagedJwtCertificate === undefined
        ? {}
        : { clientManagedJwtCertificate: readCertificate(clientManagedJwtCertificate) }),
      ...(values.https === true ? { https: true } : {}),
      ...(values['check-answers'] === true ? { checksAnswers: true } : {}),
      ...(httpsCertificates === undefined ? {} : { httpsCertificates }),
      ...(accessTokenSeconds === undefined ? {} : { accessTokenSeconds }),
      ...(spaces === undefined ? {} : { spaces }),
      ...(reloadSeconds === undefined ? {} : { reloadSeconds }),
      ...(bigAppRows === undefined ? {} : { bigAppRows }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: args.map(withPresentName), options: COMMAND_OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function withPresentName(arg: string): string {
  const [name = ''] = arg.split('=', 1);
  return (FORMER_NAMES[name] ?? name) + arg.slice(name.length);
}

function readIdentityProviders(path: string): readonly TenantIdentityProvider[] {
  try {
    return readIdentityProviderFile(path);
  } catch (error) {
    throw error instanceof IdentityProviderError
      ? new UsageError(`--identity-providers: ${error.message}`, { cause: error })
      : error;
  }
}

function readCertificate(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--client-managed-jwt-certificate: ${path} cannot be read.`, { cause: error });
  }
  try {
    assertSigningCertificate(text);
  } catch (error) {
    throw new UsageError(
      `--client-managed-jwt-certificate: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
  return text;
}

function readRedirectUri(text: string): string {
  if (!isRedirectUri(text)) {
    throw new UsageError(`--redirect-uri takes ${REDIRECT_URI_RULE}, not “${text}”.`);
  }
  return text;
}

function readAddress(text: string): string {
  if (isIP(text) === 0) throw new UsageError(`--listen takes an IP address such as 0.0.0.0, not “${text}”.`);
  return text;
}

function readOrigin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new UsageError(`--app-origin takes an origin such as http://localhost:5173, not “${text}”.`, {
      cause: error,
    });
  }
  const isOrigin = url.origin === text || `${url.origin}/` === text;
  if (!isOrigin || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(
      `--app-origin takes scheme, host and port only, such as ${url.origin}, not “${text}”.`,
    );
  }
  return url.origin;
}
