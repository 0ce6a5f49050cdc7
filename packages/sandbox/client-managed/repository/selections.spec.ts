import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRecord } from '../../json/is-record.ts';
import { callWithCertificate, type CertificateAnswer } from '../testing/certificate-client.ts';
import { FLIGHTS, MOVIES, startTestServer, type TestServer } from '../testing/test-server.ts';

const WEATHER = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1003';
const SERVICE = 'UserDirectory=INTERNAL; UserId=sa_repository';
const EDGAR = 'UserDirectory=SANDBOX; UserId=edgar';

let started: TestServer;
const closing: (() => Promise<void>)[] = [];
before(async () => {
  started = await startTestServer({ after: (close) => closing.push(close) });
});
after(async () => {
  for (const close of closing) await close();
});

function qrs(method: string, path: string, body?: unknown, user = SERVICE): Promise<CertificateAnswer> {
  const { server } = started;
  const headers = { 'x-qlik-user': user };
  return callWithCertificate(server, server.ports.repository, { method, path: `/qrs${path}`, headers, body });
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

async function select(items: readonly object[], user = SERVICE): Promise<string> {
  const { status, body } = await qrs('POST', '/selection', { items }, user);
  assert.equal(status, 201, JSON.stringify(body));
  return String(member(body, 'id'));
}

async function ids(path: string, user = SERVICE): Promise<unknown> {
  const { status, body } = await qrs('GET', path, undefined, user);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return Array.isArray(body) ? body.map((each) => member(each, 'id')) : body;
}

test('a selection has its items with their names, and their entities by type', async () => {
  const id = await select([
    { type: 'App', objectID: FLIGHTS },
    { type: 'app', objectID: MOVIES },
    { type: 'Stream', objectID: 'aaec8d41-5201-43ab-809f-3063750dfafd' },
    { type: 'ProxyService', objectID: '00000000-0000-0000-0000-000000000000' },
  ]);
  const { body } = await qrs('GET', `/selection/${id}`);
  const items = member(body, 'items');
  assert.ok(Array.isArray(items));
  assert.deepEqual(
    items.map((item: unknown) => [
      member(item, 'type'),
      member(item, 'objectID'),
      member(item, 'objectName'),
    ]),
    [
      ['App', FLIGHTS, 'Flights'],
      ['App', MOVIES, 'Movies'],
      ['Stream', 'aaec8d41-5201-43ab-809f-3063750dfafd', 'Public data'],
      ['ProxyService', '00000000-0000-0000-0000-000000000000', ''],
    ],
  );
  const cases: readonly (readonly [path: string, want: unknown])[] = [
    ['app', [FLIGHTS, MOVIES]],
    ['App', [FLIGHTS, MOVIES]],
    ['app/full', [FLIGHTS, MOVIES]],
    ['app/count', { value: 2 }],
    [`app?filter=${encodeURIComponent("name eq 'Movies'")}`, [MOVIES]],
    ['app?orderby=name%20desc', [MOVIES, FLIGHTS]],
    [`app/count?Filter=${encodeURIComponent("name sw 'F'")}`, { value: 1 }],
    ['stream', ['aaec8d41-5201-43ab-809f-3063750dfafd']],
    ['user', []],
    ['tag/count', { value: 0 }],
  ];
  for (const [path, want] of cases) assert.deepEqual(await ids(`/selection/${id}/${path}`), want, path);
});

test('a selection can be made of all entities of a type, or of those that pass a filter', async () => {
  const cases: readonly (readonly [path: string, want: readonly string[]])[] = [
    ['app', [FLIGHTS, MOVIES, WEATHER]],
    ['App', [FLIGHTS, MOVIES, WEATHER]],
    [`app?filter=${encodeURIComponent("name so 'e'")}`, [MOVIES, WEATHER]],
    [`app?filter=${encodeURIComponent("name eq 'none'")}`, []],
    ['tag', []],
  ];
  for (const [path, want] of cases) {
    const { status, body } = await qrs('POST', `/selection/${path}`);
    assert.equal(status, 201, JSON.stringify(body));
    const id = String(member(body, 'id'));
    assert.deepEqual(await ids(`/selection/${id}/app`), want, path);
  }
});

test('a selection is gone after DELETE, and is of its user only', async () => {
  const id = await select([{ type: 'App', objectID: MOVIES }], EDGAR);
  assert.equal((await qrs('GET', `/selection/${id}`)).status, 404);
  assert.equal((await qrs('DELETE', `/selection/${id}`)).status, 404);
  assert.deepEqual(await ids(`/selection/${id}/app`, EDGAR), [MOVIES]);
  assert.equal((await qrs('DELETE', `/selection/${id}`, undefined, EDGAR)).status, 204);
  for (const path of [`/selection/${id}`, `/selection/${id}/app`, `/selection/${id}/app/count`])
    assert.equal((await qrs('GET', path, undefined, EDGAR)).status, 404, path);
});

test('a selection has only what its user may see', async () => {
  const id = await select(
    [
      { type: 'App', objectID: FLIGHTS },
      { type: 'App', objectID: MOVIES },
    ],
    EDGAR,
  );
  assert.deepEqual(await ids(`/selection/${id}/app`, EDGAR), [MOVIES]);
});

test('wrong bodies, types and filters are refused', async () => {
  const wrong: readonly unknown[] = [
    undefined,
    {},
    [],
    { items: {} },
    { items: ['x'] },
    { items: [{}] },
    { items: [{ type: 'App' }] },
    { items: [{ objectID: FLIGHTS }] },
    { items: [{ type: 1, objectID: FLIGHTS }] },
    { items: [{ type: 'App', objectID: 7 }] },
  ];
  for (const body of wrong)
    assert.equal((await qrs('POST', '/selection', body)).status, 400, JSON.stringify(body));
  const id = await select([]);
  assert.equal((await qrs('GET', `/selection/${id}/none`)).status, 404);
  assert.equal((await qrs('POST', '/selection/none')).status, 404);
  assert.equal((await qrs('GET', `/selection/${id}/app?filter=name`)).status, 400);
  assert.equal((await qrs('POST', '/selection/app?filter=name')).status, 400);
});
