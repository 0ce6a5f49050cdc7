import assert from 'node:assert/strict';
import { createDemoCatalog } from '../../apps/demo-catalog.ts';
import { createEngine } from '../../engine/engine.ts';
import { CheckedAnswers } from '../../published-types/checked-answers.ts';
import { TenantApps } from '../apps/tenant-apps.ts';
import { type CloudTenant, type CloudTenantOptions, createCloudTenant } from '../tenant.ts';
import { APP_ORIGIN } from './test-tenant.ts';

/**
 * Starts a tenant on a free port with the demo apps and an engine that opens them. The caller closes it: `close` throws when an answer
 * differs from the published types.
 */
export async function startDemoTenant(options: Partial<CloudTenantOptions> = {}): Promise<CloudTenant> {
  const catalog = new TenantApps(createDemoCatalog());
  const answers = new CheckedAnswers();
  const engine = createEngine({ catalog, onAnswer: answers.addQix });
  const tenant = await createCloudTenant({
    id: 'demo',
    port: 0,
    engine,
    catalog,
    appOrigins: [APP_ORIGIN],
    onAnswer: answers.addRest,
    ...options,
  });
  const { close } = tenant;
  return Object.assign(tenant, {
    async close() {
      await close();
      answers.assertNoDifferences();
    },
  });
}

/** Creates an API key for a user. */
export function apiKeyOf(tenant: CloudTenant, subject: string): Promise<string> {
  const user = tenant.findUser(subject);
  assert.ok(user, `There is no user ${subject}.`);
  return tenant.issueApiKey(user, 'Test');
}
