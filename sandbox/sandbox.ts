import { type AdminApi, createAdminApi } from './admin/admin-api.ts';
import { createDemoCatalogue } from './apps/demo-catalogue.ts';
import { withPersonalCopy } from './cloud/items/item-store.ts';
import type { RateLimits } from './cloud/rest/rate-limits.ts';
import { type CloudTenant, createCloudTenant } from './cloud/tenant.ts';
import { createEngine } from './engine/engine.ts';
import { qlikEmbedRuntime } from './runtime/plugin.ts';

/** Where the application of this repository runs by default, and a second usual place. */
export const DEFAULT_APP_ORIGINS = ['http://localhost:4200', 'http://localhost:3000'] as const;

/** How a sandbox is to be; all of it has a default. */
export interface SandboxConfig {
  /** Default 8180; 0 for any free port. */
  readonly adminPort?: number;
  /** Default 8181; 0 for any free port. */
  readonly cloudPort?: number;
  /** Origins of the applications that may sign in, besides the default ones. */
  readonly appOrigins?: readonly string[];
  /** Lifetime of access tokens; default six hours, as Qlik's. */
  readonly accessTokenSeconds?: number;
  /** Number of spaces; default 60. */
  readonly spaces?: number;
  readonly rateLimits?: Partial<RateLimits>;
  /** Log each request to standard error. */
  readonly verbose?: boolean;
}

/** A running sandbox. */
export interface Sandbox {
  readonly admin: AdminApi;
  readonly cloud: CloudTenant;
  /** Closes every port and frees everything. */
  close(): Promise<void>;
}

/**
 * Starts the engine, the cloud tenant in front of it and the operator's API.
 * @throws {ListenError} naming the port that is taken; nothing stays behind then.
 */
export async function startSandbox(config: SandboxConfig = {}): Promise<Sandbox> {
  const appOrigins = [...new Set([...DEFAULT_APP_ORIGINS, ...(config.appOrigins ?? [])])];
  const catalogue = withPersonalCopy(createDemoCatalogue());
  const engine = createEngine({ catalogue });
  let cloud: CloudTenant;
  try {
    cloud = await createCloudTenant({
      id: 'cloud',
      port: config.cloudPort ?? 8181,
      engine,
      catalogue,
      runtime: qlikEmbedRuntime,
      appOrigins,
      ...(config.spaces === undefined ? {} : { spaces: config.spaces }),
      ...(config.rateLimits === undefined ? {} : { rateLimits: config.rateLimits }),
      ...(config.accessTokenSeconds === undefined
        ? {}
        : { lifetimes: { accessToken: config.accessTokenSeconds } }),
      verbose: config.verbose ?? false,
    });
  } catch (error) {
    engine.close();
    throw error;
  }
  try {
    const admin = await createAdminApi({ port: config.adminPort ?? 8180, tenants: [cloud], appOrigins });
    return {
      admin,
      cloud,
      async close() {
        await admin.close();
        await cloud.close();
      },
    };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}
