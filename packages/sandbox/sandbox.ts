import type { AdminApi } from './admin/admin-api.ts';
import { provideServerCertificates } from './client-managed/certificates/kept-certificates.ts';
import type { ClientManagedServer } from './client-managed/server.ts';
import type { TenantIdentityProvider } from './cloud/identity-providers/identity-provider-file.ts';
import type { RateLimits } from './cloud/rest/rate-limits.ts';
import type { CloudTenant } from './cloud/tenant.ts';
import type { CloudKeys } from './cloud-tenants.ts';
import { clientManagedPlace } from './default-ports.ts';
import type { HttpsCertificate } from './listening/https-certificate.ts';
import type { AppFileError } from './own-apps/app-file-error.ts';
import type { OwnAppReport } from './own-apps/own-apps.ts';

/**
 * Options of a sandbox; each one has a default. The folder for kept files is `.qlik-sandbox` in the working folder; in the repository of the
 * sandbox it is another one.
 */
export interface SandboxConfig {
  /** Default 8180 or, where another program has that, any free port, as with 0. */
  readonly adminPort?: number;
  /** Default 8181; 0 for any free port. */
  readonly cloudPort?: number;
  /** Port of the second cloud tenant; default 8182 where the first one has its default port, else any free one, as with 0. */
  readonly cloud2Port?: number;
  /** Folder for the cloud tenants' demo keys; `cloud` in the folder for kept files for the default port, else a temporary folder that `close` removes. */
  readonly cloudKeys?: string;
  /** JWT identity providers besides the demo ones. */
  readonly identityProviders?: readonly TenantIdentityProvider[];
  /** How long a cookie session of a cloud tenant lasts without use, and at most. */
  readonly sessionInactivitySeconds?: number;
  readonly sessionLifespanSeconds?: number;
  /**
   * Port of the client-managed server's proxy; its Proxy Service, repository and engine have the next three. Default 8183
   * where the cloud tenant has its default port, else any free ones, as with 0. `false` omits the server.
   */
  readonly clientManagedPort?: number | false;
  /** Folder for the client-managed server's certificates; `client-managed` in the folder for kept files for the default port, else a temporary folder. */
  readonly clientManagedCertificates?: string;
  /** PEM of the certificate that JWTs of the client-managed server are checked with; one is made when absent. */
  readonly clientManagedJwtCertificate?: string;
  /** Origins of the applications that may sign in, besides the default ones. */
  readonly appOrigins?: readonly string[];
  /** Redirect addresses of the cloud tenants' OAuth clients, besides those of the application origins. */
  readonly redirectUris?: readonly string[];
  /** Lifetime of access tokens; default six hours, as Qlik's. */
  readonly accessTokenSeconds?: number;
  /** Number of spaces; default 60. */
  readonly spaces?: number;
  /** How long a reload of an app takes at least; default 2 s. */
  readonly reloadSeconds?: number;
  /** Row count of the app “Orders”; without it the app does not exist. */
  readonly bigAppRows?: number;
  /** Serve the cloud tenants and the client-managed server's proxy over HTTPS and WSS; default false. */
  readonly https?: boolean;
  /** Folder of the certificate of HTTPS and its authority; `https` in the folder for kept files for the default port, else a temporary folder. */
  readonly httpsCertificates?: string;
  /**
   * Apps of your own, beside the demo apps in the space and stream “Public data”: folders as Qlik's command-line tool unbuilds an app, or
   * `.json` files as `serializeapp` writes them. Their scripts run at start.
   */
  readonly apps?: readonly string[];
  /** Reads an app of `apps` again when one of its files changes, and tells this; its open sessions end. */
  readonly onAppChange?: (change: AppChange) => void;
  readonly rateLimits?: Partial<RateLimits>;
  /**
   * Listen on this address in place of the loopback ones. For containers only: the sandbox has no passwords, and every client that reaches it may do
   * everything.
   */
  readonly listenAddress?: string;
  /** Compare the answers of all servers with Qlik's published types, for tests; `GET /answers` of the admin API has the differences. */
  readonly checksAnswers?: boolean;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
}

/** An app of your own was read again, or could not be read and stays as it was. */
export type AppChange =
  | { readonly app: OwnAppReport; readonly error?: undefined }
  | { readonly app?: undefined; readonly error: AppFileError };

/** A running sandbox. */
export interface Sandbox {
  readonly admin: AdminApi;
  readonly cloud: CloudTenant;
  /** The second tenant, in another region. */
  readonly cloudEu: CloudTenant;
  readonly cloudKeys: CloudKeys;
  /** The Qlik Analytics Platform server, unless it is omitted. */
  readonly clientManaged: ClientManagedServer | undefined;
  /** The apps of your own, with what the sandbox cannot do of them. */
  readonly apps: readonly OwnAppReport[];
  /** The certificate of HTTPS, where it is used. */
  readonly https: Pick<HttpsCertificate, 'authorityFile'> | undefined;
  /** Closes every port and releases all resources. */
  close(): Promise<void>;
}

/**
 * Starts the cloud tenants and the client-managed server, each with an engine, and the admin API.
 * @throws {ListenError} naming the port that is in use; everything is released first.
 * @throws {AppFileError} when an app of `apps` cannot be read, naming file and member
 */
export async function startSandbox(config: SandboxConfig = {}): Promise<Sandbox> {
  // Where none are kept, other threads make the keys while this one loads the servers' code.
  const place = clientManagedPlace(config);
  const certificates = place && provideServerCertificates(place.certificateFolder);
  // Where the start fails before they are needed, that error is the one to report.
  certificates?.catch(() => undefined);
  const { startServers } = await import('./start-servers.ts');
  return startServers(config, certificates);
}
