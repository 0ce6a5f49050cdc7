import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readSecretsFile } from './secrets-file.ts';

const API_KEY = {
  type: 'apikey',
  host: 'https://tenant.example',
  apiKey: 'very-secret-key',
  audience: 'everyone-signed-in',
};

describe('the secrets file', () => {
  let folder: string;
  let file: string;
  const reported: string[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    file = join(folder, 'secrets.json');
    writeFileSync(join(folder, 'key.txt'), 'from-a-file\n');
    writeFileSync(join(folder, 'empty.txt'), '\n');
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (written: unknown, environment: Record<string, string> = {}) => {
    writeFileSync(file, typeof written === 'string' ? written : JSON.stringify(written));
    return readSecretsFile(file, { environment, onSecret: (secret) => void reported.push(secret) });
  };
  const one = (connection: object, environment?: Record<string, string>) =>
    read({ connections: { finance: connection } }, environment);

  it('takes secrets as they are, from the environment and from files beside it, and passes each to the redaction', () => {
    reported.length = 0;
    const keys = [
      one(API_KEY),
      one({ ...API_KEY, apiKey: { env: 'QLIK_KEY' } }, { QLIK_KEY: 'from-the-environment' }),
      one({ ...API_KEY, apiKey: { file: 'key.txt' } }),
    ].map((connections) => {
      const found = connections.get('finance');
      return found?.type === 'apikey' ? found.apiKey : undefined;
    });
    assert.deepEqual(keys, ['very-secret-key', 'from-the-environment', 'from-a-file']);
    assert.deepEqual(reported, keys);
  });

  it('has careful defaults', () => {
    const found = one({ ...API_KEY, host: 'https://tenant.example/' }).get('finance');
    assert.deepEqual(found, { ...API_KEY, id: 'finance', access: 'read', timeoutSeconds: 30 });
  });

  for (const [what, connection, message] of [
    ['no type', { host: 'https://tenant.example' }, /connections\.finance\.type/],
    ['an unknown type', { ...API_KEY, type: 'magic' }, /connections\.finance\.type/],
    [
      'a missing secret',
      { ...API_KEY, apiKey: undefined },
      /connections\.finance\.apiKey: expected a text, \{"env"/,
    ],
    ['an empty secret', { ...API_KEY, apiKey: '' }, /connections\.finance\.apiKey/],
    ['a secret that is a number', { ...API_KEY, apiKey: 17 }, /connections\.finance\.apiKey/],
    ['a variable that is not set', { ...API_KEY, apiKey: { env: 'NOT_SET' } }, /NOT_SET is not set/],
    ['a file that is not there', { ...API_KEY, apiKey: { file: 'none.txt' } }, /none\.txt cannot be read/],
    ['an empty file', { ...API_KEY, apiKey: { file: 'empty.txt' } }, /empty\.txt is empty/],
    ['two sources', { ...API_KEY, apiKey: { env: 'A', file: 'b' } }, /connections\.finance\.apiKey/],
    ['a typing error', { ...API_KEY, acess: 'full' }, /acess/],
    [
      'plain http',
      { ...API_KEY, host: 'http://tenant.example' },
      /connections\.finance\.host: expected an address/,
    ],
    [
      'a host with a password',
      { ...API_KEY, host: 'https://a:b@tenant.example' },
      /connections\.finance\.host/,
    ],
    [
      'a header name with a line break',
      { type: 'header', host: 'https://q.example', headerName: 'X\r\nY', userDirectory: 'D' },
      /connections\.finance\.headerName/,
    ],
    [
      'a JWT that lives too long',
      {
        type: 'jwt',
        host: 'https://t.example',
        issuer: 'i',
        keyId: 'k',
        privateKey: 'very-secret-key',
        lifetimeSeconds: 3601,
      },
      /connections\.finance\.lifetimeSeconds.*3600/,
    ],
  ] as const) {
    it(`refuses ${what}, naming the field and no secret`, () => {
      assert.throws(
        () => one(connection),
        (error: unknown) =>
          error instanceof Error && message.test(error.message) && !error.message.includes('very-secret'),
      );
    });
  }

  it('reports all errors together', () => {
    assert.throws(
      () => read({ connections: { a: { ...API_KEY, host: 'x' }, b: { ...API_KEY, apiKey: {} } } }),
      (error: unknown) =>
        error instanceof Error &&
        /connections\.a\.host/.test(error.message) &&
        /connections\.b\.apiKey/.test(error.message),
    );
  });

  it('refuses what is no JSON without quoting it, ids that are no path, and one callback for two', () => {
    assert.throws(
      () => read('{"apiKey": "very-secret-key" oops'),
      (error: unknown) =>
        error instanceof Error &&
        /is not JSON: line 1, column \d+\./.test(error.message) &&
        !error.message.includes('very-secret'),
    );
    assert.throws(() => read('{\n  "a": 1\n  "b": 2 }'), /is not JSON: line 3, column 3\./);
    assert.throws(() => read('{ "a": '), /is not JSON: it ends too early\./);
    assert.throws(() => read({ connections: { '../x': API_KEY } }), /letters, digits/);
    const web = {
      type: 'oauth2-web',
      host: 'https://t.example',
      clientId: 'c',
      clientSecret: 's',
      redirectPath: '/cb',
    };
    assert.throws(() => read({ connections: { a: web, b: web } }), /redirectPath is that of a too/);
  });

  for (const [mark, encoding] of [
    ['UTF-8', 'utf8'],
    ['UTF-16', 'utf16le'],
  ] as const) {
    it(`reads files with the byte order mark of ${mark}, and its secrets without it`, () => {
      const put = (name: string, content: string): void =>
        writeFileSync(join(folder, name), Buffer.from(`\uFEFF${content}`, encoding));
      put('marked.txt', 'gehèim-secret\r\n');
      put(
        'marked.json',
        JSON.stringify({ connections: { finance: { ...API_KEY, apiKey: { file: 'marked.txt' } } } }),
      );
      const found = readSecretsFile(join(folder, 'marked.json'), {
        environment: {},
        onSecret: () => undefined,
      }).get('finance');
      assert.equal(found?.type === 'apikey' && found.apiKey, 'gehèim-secret');
    });
  }

  describe('with the files that it names', { skip: process.platform === 'win32' }, () => {
    const warningsFor = (mode: number, environment: Record<string, string> = {}): readonly string[] => {
      const warnings: string[] = [];
      for (const name of ['mode.json', 'mode.txt', 'session.txt']) {
        writeFileSync(join(folder, name), 'a-secret-of-32-characters-or-more');
        chmodSync(join(folder, name), mode);
      }
      const connection = { ...API_KEY, apiKey: { file: 'mode.txt' } };
      writeFileSync(join(folder, 'mode.json'), JSON.stringify({ connections: { finance: connection } }));
      readSecretsFile(join(folder, 'mode.json'), {
        environment: { SESSION_SECRET_FILE: join(folder, 'session.txt'), ...environment },
        onSecret: () => undefined,
        onWarning: (warning) => void warnings.push(warning),
      });
      return warnings;
    };

    for (const mode of [0o600, 0o700]) {
      it(`does not warn of the mode ${mode.toString(8)}`, () => {
        assert.deepEqual(warningsFor(mode), []);
      });
    }

    for (const mode of [0o644, 0o640, 0o604, 0o660, 0o610, 0o602]) {
      it(`warns of each file with the mode ${mode.toString(8)}, and quotes no secret`, () => {
        const warnings = warningsFor(mode);
        const written = `(mode ${mode.toString(8)})`;
        for (const [name, variable] of [
          ['mode.json', 'QLIK_BACKEND_CONFIG'],
          ['mode.txt', 'QLIK_BACKEND_CONFIG'],
          ['session.txt', 'SESSION_SECRET_FILE'],
        ] as const) {
          const matching = warnings.filter((each) => each.includes(join(folder, name)));
          assert.equal(matching.length, 1, name);
          assert.ok(
            matching[0]?.startsWith(`${variable}: `) &&
              matching[0].includes(written) &&
              matching[0].includes('chmod'),
          );
        }
        assert.equal(warnings.length, 3);
        assert.ok(!warnings.join().includes('a-secret'));
      });
    }

    it('looks at the file behind a link', () => {
      warningsFor(0o600);
      symlinkSync(join(folder, 'mode.txt'), join(folder, 'link.txt'));
      assert.deepEqual(warningsFor(0o600, { OIDC_CLIENT_SECRET_FILE: join(folder, 'link.txt') }), []);
      assert.equal(warningsFor(0o644, { OIDC_CLIENT_SECRET_FILE: join(folder, 'link.txt') }).length, 4);
    });
  });
});
