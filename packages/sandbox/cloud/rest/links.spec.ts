import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isRecord } from '../../json/is-record.ts';
import { callApi, startTestTenant, tokenFor, call } from '../testing/test-tenant.ts';

const { tenant } = await startTestTenant(
  {
    after: (close) => {
      after(close);
    },
  },
  { runtime: async () => undefined },
);

/** Where a crawl begins: each list with a few rows, and the answers about one resource. */
const STARTS = [
  '/items?limit=3&sort=-name',
  '/spaces?limit=3',
  '/spaces?type=managed&limit=2',
  '/users?limit=2',
  '/users/me',
  '/roles',
  '/tenants/me',
  '/api-keys?limit=2',
  '/csp-origins?limit=2',
  '/user-locale',
];
const MAX_ADDRESSES = 400;

/** Returns all addresses in an answer, with their paths in it. */
function addressesIn(value: unknown, path = ''): readonly (readonly [path: string, href: string])[] {
  if (Array.isArray(value)) return value.flatMap((item, place) => addressesIn(item, `${path}/${place}`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'href' && typeof member === 'string'
      ? [[path, member] as const]
      : addressesIn(member, `${path}/${key}`),
  );
}

for (const user of ['ada', 'grace', 'edgar', 'dora']) {
  test(`each link in the answers for ${user} leads somewhere`, async () => {
    const token = await tokenFor(tenant, user);
    const seen = new Map<string, number>();
    const waiting = STARTS.map((path): readonly [string, string] => [path, `${tenant.origin}/api/v1${path}`]);
    const broken: string[] = [];
    for (
      let next = waiting.shift();
      next !== undefined && seen.size < MAX_ADDRESSES;
      next = waiting.shift()
    ) {
      const [from, href] = next;
      const url = new URL(href);
      if (seen.has(url.href) || url.origin !== tenant.origin) continue;
      const { status, body } = url.pathname.startsWith('/api/v1')
        ? await callApi(tenant, token, `${url.pathname.slice('/api/v1'.length)}${url.search}`)
        : await call(tenant, `${url.pathname}${url.search}`, { redirect: 'manual' });
      seen.set(url.href, status);
      const isStart = STARTS.includes(from);
      if (isStart ? ![200, 403].includes(status) : ![200, 302].includes(status))
        broken.push(`${from} → ${url.pathname}: ${status}`);
      for (const [path, found] of addressesIn(body)) waiting.push([`${from} ${path}`, found]);
    }
    assert.ok(seen.size >= STARTS.length);
    assert.deepEqual(broken, []);
  });
}
