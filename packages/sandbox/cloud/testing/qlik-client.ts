import assert from 'node:assert/strict';
import { createQlikApi } from '@qlik/api';
import { isRecord } from '../../json/is-record.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf } from './demo-tenant.ts';

/** Qlik's own client, unmodified, as a user of the tenant. */
export async function apiOf(tenant: CloudTenant, subject: string): Promise<ReturnType<typeof createQlikApi>> {
  const apiKey = await apiKeyOf(tenant, subject);
  return createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey } });
}

/** The status, and the first entry, of the error with which a call of Qlik's client is refused. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ readonly status: number; readonly code: string; readonly detail: string }> {
  try {
    await call;
  } catch (error) {
    const { status, data } = error as { status: number; data: unknown };
    const errors: unknown = isRecord(data) ? data['errors'] : undefined;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    const text = (name: string): string => (isRecord(first) ? String(first[name]) : '');
    return { status, code: text('code'), detail: text('detail') };
  }
  throw new assert.AssertionError({ message: 'The call was not refused.' });
}
