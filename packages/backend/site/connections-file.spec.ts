import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConnectionsFile } from './connections-file.ts';

describe('the connections file', () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'connections-'));
    path = join(folder, 'connections.json');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('names each origin once, of hosts and of runtimes, and nothing that is no web address', () => {
    writeFileSync(
      path,
      JSON.stringify({
        connections: [
          { host: 'https://a.example/prefix', runtime: { url: 'https://r.example' } },
          { host: 'https://a.example' },
          { host: 'javascript:alert(1)' },
          { host: 'not an address' },
          { host: 7 },
          'nonsense',
        ],
      }),
    );
    assert.deepEqual(new ConnectionsFile(path).read().origins, ['https://a.example', 'https://r.example']);
  });

  it('is read again when it changes', () => {
    const file = new ConnectionsFile(path);
    writeFileSync(path, JSON.stringify([{ host: 'https://old.example' }]));
    assert.deepEqual(file.read().origins, ['https://old.example']);
    writeFileSync(path, JSON.stringify([{ host: 'https://new.example' }]));
    utimesSync(path, new Date(), new Date(Date.now() + 5_000));
    assert.deepEqual(file.read().origins, ['https://new.example']);
  });

  for (const [mark, encoding] of [
    ['UTF-8', 'utf8'],
    ['UTF-16', 'utf16le'],
  ] as const) {
    it(`is read with the byte order mark of ${mark}, and handed out without it`, () => {
      const list = JSON.stringify([{ host: 'https://marked.example', label: 'Zürich' }]);
      writeFileSync(path, Buffer.from(`\uFEFF${list}`, encoding));
      const { origins, body, problem } = new ConnectionsFile(path).read();
      assert.deepEqual([origins, body, problem], [['https://marked.example'], list, undefined]);
    });
  }

  it('reports why it cannot be used, and still serves the file', () => {
    writeFileSync(path, '{ not json');
    const file = new ConnectionsFile(path);
    assert.equal(file.read().body, '{ not json');
    assert.match(file.read().problem ?? '', /not JSON/);
    writeFileSync(path, '{"tenants": []}');
    assert.match(file.read().problem ?? '', /no list/);
    rmSync(path);
    assert.equal(file.read().body, undefined);
    assert.match(file.read().problem ?? '', /cannot be read/);
  });
});
