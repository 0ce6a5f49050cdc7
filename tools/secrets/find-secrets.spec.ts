import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findSecrets, knownSecrets } from './find-secrets.ts';

const KEY = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----`;
const JWT = `eyJhbGciOiJub25lIn0.eyJ${'a'.repeat(20)}.${'b'.repeat(20)}`;

describe('the search for secrets in a build', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'find-secrets-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('finds what is known and what looks like one, in any file, and repeats none of it', () => {
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    writeFileSync(join(folder, 'main.js'), 'const a = "a-known-secret-value";');
    writeFileSync(join(folder, 'deep/er/chunk.js.map'), JSON.stringify({ sourcesContent: [KEY] }));
    writeFileSync(join(folder, 'deep/picture.png'), Buffer.from(`\0\xff${JWT}`, 'latin1'));
    writeFileSync(join(folder, 'clean.js'), 'const token = "eyJ"; // BEGIN PRIVATE KEY');
    const found = findSecrets(folder, ['a-known-secret-value']);
    assert.deepEqual(found.sort(), [
      `${join('deep', 'er', 'chunk.js.map')}: a private key`,
      `${join('deep', 'picture.png')}: a JSON web token`,
      'main.js: a known secret',
    ]);
  });

  it('knows the secrets of the sandbox and of the environment', () => {
    process.env['FIND_SECRETS_SPEC_TOKEN'] = 'value-of-the-environment';
    try {
      const known = knownSecrets();
      assert.ok(known.includes('value-of-the-environment'));
      assert.ok(known.length > 1);
    } finally {
      delete process.env['FIND_SECRETS_SPEC_TOKEN'];
    }
  });
});
