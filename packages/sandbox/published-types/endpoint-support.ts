import { createDemoCatalog } from '../apps/demo-catalog.ts';
import { TenantApps } from '../cloud/apps/tenant-apps.ts';
import { createCloudTenant } from '../cloud/tenant.ts';
import { createEngine } from '../engine/engine.ts';
import { pathPattern, publishedEndpoints, type Endpoint } from './endpoints.ts';

/** Returns the name of an endpoint in the schemas. */
export function endpointKey({ method, path }: Endpoint): string {
  return `${method} ${pathPattern(path)}`;
}

/** Returns the endpoints of `@qlik/api` that a tenant with these routes answers. */
export function endpointsOf(routes: readonly string[]): readonly Endpoint[] {
  const known = new Set(routes.map(pathPattern));
  return publishedEndpoints().filter((endpoint) => known.has(endpointKey(endpoint)));
}

/** Returns the methods and paths that the sandbox's cloud tenants answer. */
export async function cloudRoutes(): Promise<readonly string[]> {
  const catalog = new TenantApps(createDemoCatalog());
  const tenant = await createCloudTenant({
    id: 'published-types',
    port: 0,
    engine: createEngine({ catalog }),
    catalog,
    appOrigins: [],
  });
  try {
    return [...tenant.routes];
  } finally {
    await tenant.close();
  }
}
