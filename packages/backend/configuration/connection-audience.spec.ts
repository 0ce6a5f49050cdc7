import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { requireAudiences } from '../access/shared-identity.ts';
import { SettingsError } from '../settings-error.ts';
import { createCertificates } from '../testing/certificates.ts';
import { readSecretsFile } from './secrets-file.ts';

const RSA_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const HOST = { host: 'https://tenant.example' };
const CLIENT = { ...HOST, clientId: 'c', clientSecret: 'very-secret' };
const { client } = await createCertificates();
const SERVER = { certificate: client.certificate, key: client.key, userDirectory: 'CORP' };
const PORTS = { ...SERVER, engine: 'https://q.example:4747', repository: 'https://q.example:4242' };

const SHARED = {
  m2m: { type: 'm2m', ...CLIENT },
  apikey: { type: 'apikey', ...HOST, apiKey: 'very-secret' },
  'pfx as one user': { type: 'pfx', ...PORTS, asUser: 'sa_api' },
};
const PERSONAL = {
  'oauth2-impersonation': { type: 'oauth2-impersonation', ...CLIENT },
  'oauth2-web': { type: 'oauth2-web', ...CLIENT },
  jwt: { type: 'jwt', ...HOST, issuer: 'i', keyId: 'k', privateKey: RSA_KEY },
  ticket: { type: 'ticket', ...SERVER, proxyService: 'https://q.example:4243' },
  header: { type: 'header', ...HOST, headerName: 'X-User', userDirectory: 'CORP' },
  'jwt-virtual-proxy': { type: 'jwt-virtual-proxy', privateKey: RSA_KEY, userDirectory: 'CORP' },
  'pfx as each user': { type: 'pfx', ...PORTS },
};
const RELAYED = ['m2m', 'apikey', 'pfx as one user', 'oauth2-web', 'header', 'pfx as each user'];

describe('the audience of a connection', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'audience-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (connection: object) => {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, JSON.stringify({ connections: { finance: connection } }));
    const connections = readSecretsFile(file, { environment: {}, onSecret: () => undefined });
    requireAudiences(connections);
    return connections.get('finance');
  };
  const refusal = (message: RegExp) => (error: unknown) =>
    error instanceof SettingsError && message.test(error.message) && !error.message.includes('very-secret');

  for (const [name, connection] of Object.entries(SHARED)) {
    it(`is required for ${name}, and the message contains what to write`, () => {
      for (const more of [{}, { access: 'full' }, { allow: 'all' }]) {
        assert.throws(
          () => read({ ...connection, ...more }),
          refusal(/connections\.finance\.audience: .*"onlyUsers".*"onlyGroups".*"everyone-signed-in"/),
        );
      }
      for (const audience of [
        { audience: 'everyone-signed-in' },
        { onlyUsers: ['ada'] },
        { onlyGroups: ['finance'] },
        { onlyUsers: [], onlyGroups: [] },
      ]) {
        assert.ok(read({ ...connection, ...audience }));
      }
    });
  }

  for (const [name, connection] of Object.entries(PERSONAL)) {
    it(`may be left out for ${name}`, () => {
      assert.ok(read(connection));
      assert.ok(read({ ...connection, audience: 'everyone-signed-in' }));
      assert.ok(read({ ...connection, onlyGroups: ['finance'] }));
    });
  }

  for (const [name, connection] of Object.entries({ ...SHARED, ...PERSONAL })) {
    it(`is one of both for ${name}: all, or those on the lists`, () => {
      for (const lists of [{ onlyUsers: ['ada'] }, { onlyGroups: [] }]) {
        assert.throws(
          () => read({ ...connection, audience: 'everyone-signed-in', ...lists }),
          refusal(/connections\.finance\.audience: /),
        );
      }
      for (const wrong of ['everyone', true, '']) {
        assert.throws(
          () => read({ ...connection, audience: wrong }),
          refusal(/connections\.finance\.audience/),
        );
      }
    });

    it(`takes a list of what goes through for ${name} where the backend forwards`, () => {
      const audience = { audience: 'everyone-signed-in' };
      const rule = { methods: ['GET', 'WEBSOCKET'], path: '/api/v1/*/x/**' };
      for (const allow of ['all', [], ['default'], ['default', rule]]) {
        const written = { ...connection, ...audience, allow };
        if (RELAYED.includes(name)) assert.ok(read(written));
        else assert.throws(() => read(written), refusal(/allow/));
      }
    });

    if (!RELAYED.includes(name)) continue;
    it(`refuses a list that is none for ${name}`, () => {
      for (const allow of [
        'none',
        'default',
        ['all'],
        [{ methods: [], path: '/x' }],
        [{ methods: ['GET'], path: 'x' }],
        [{ methods: ['GET'], path: '/x/' }],
        [{ methods: ['GET'], path: '/**/x' }],
        [{ methods: ['GET'], path: '/x*' }],
        [{ methods: ['GET'], path: '/../x' }],
        [{ methods: ['GET'], path: '/x?y' }],
        [{ methods: ['get'], path: '/x' }],
        [{ methods: ['TRACE'], path: '/x' }],
        [{ methods: ['GET'], path: '/x', more: 1 }],
      ]) {
        assert.throws(
          () => read({ ...connection, audience: 'everyone-signed-in', allow }),
          refusal(/connections\.finance\.allow/),
        );
      }
    });
  }

  it('does not take methods that change something together with "read"', () => {
    for (const connection of [...Object.values(SHARED), PERSONAL['pfx as each user']]) {
      const written = (access: string) => ({
        ...{ ...connection, audience: 'everyone-signed-in', access },
        allow: ['default', { methods: ['GET', 'POST'], path: '/api/v1/reports' }],
      });
      assert.throws(() => read(written('read')), refusal(/finance\.allow: POST .*"access": "full"/));
      assert.ok(read(written('full')));
    }
  });
});
