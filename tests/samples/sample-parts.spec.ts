import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { configure, envFile } from './configuration.ts';
import { addressedFile } from './content-delivery.ts';
import { readOptions, SAMPLES, USAGE } from './options.ts';
import { resultTable } from './results.ts';

describe('the options of npm run test:samples', () => {
  it('name a sample and its copy', () => {
    assert.deepEqual(readOptions(['--sample', 'enigma', '--from', 'copy']), {
      help: false,
      sample: 'enigma',
      from: 'copy',
    });
    assert.deepEqual(readOptions(['--help', '--sample', 'none']), { help: true });
    for (const name of SAMPLES) assert.match(USAGE, new RegExp(`${name} \\(`));
  });

  it('say what is missing, and where the sample is published', () => {
    assert.throws(() => readOptions(['--from', 'copy']), /--sample takes one of impersonation, enigma/);
    assert.throws(() => readOptions(['--sample', 'other', '--from', 'copy']), /--sample takes one of/);
    assert.throws(() => readOptions(['--sample', 'enigma']), /github\.com\/qlik-oss\/enigma\.js/);
  });
});

describe('the configuration of a sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samples-spec-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is an .env file', () => {
    assert.equal(
      envFile({ HOST: 'localhost:1', MEASURE: '=Sum([A B])' }),
      'HOST="localhost:1"\nMEASURE="=Sum([A B])"\n',
    );
    assert.throws(() => envFile({ NAME: 'a"b' }), /NAME/);
  });

  it('replaces every place of a value, and a value with a dollar sign as it is', () => {
    writeFileSync(
      join(folder, 'App.tsx'),
      'const a = "<app>"; const b = "<app>"; const host = "https://one";',
    );
    configure(folder, [
      { file: 'App.tsx', from: '<app>', to: '$&' },
      { file: 'App.tsx', from: /https:\/\/\w+/, to: 'https://two' },
    ]);
    assert.equal(
      readFileSync(join(folder, 'App.tsx'), 'utf8'),
      'const a = "$&"; const b = "$&"; const host = "https://two";',
    );
  });

  it('says which file has no such value', () => {
    writeFileSync(join(folder, 'other.ts'), '');
    assert.throws(
      () => configure(folder, [{ file: 'other.ts', from: '<app>', to: '' }]),
      /other\.ts has no <app>/,
    );
  });
});

describe('a package of a content delivery network', () => {
  it('is read from its address', () => {
    const at = (host: string, path: string) => addressedFile(`https://${host}${path}`);
    assert.deepEqual(at('cdn.jsdelivr.net', '/npm/@qlik/api/index.min.js'), {
      specifier: '@qlik/api',
      path: 'index.min.js',
    });
    assert.deepEqual(at('cdn.jsdelivr.net', '/npm/bootstrap@5.2.3/dist/css/a.css'), {
      specifier: 'bootstrap@5.2.3',
      path: 'dist/css/a.css',
    });
    assert.deepEqual(at('unpkg.com', '/d3@7'), { specifier: 'd3@7', path: '' });
    assert.deepEqual(at('cdnjs.cloudflare.com', '/ajax/libs/font-awesome/4.7.0/css/a.css'), {
      specifier: 'font-awesome@4.7.0',
      path: 'css/a.css',
    });
    assert.equal(at('cdn.jsdelivr.net', '/gh/user/repository/a.js'), undefined);
    assert.equal(at('cdn.jsdelivr.net', '/npm/..%2fname/a.js'), undefined);
  });
});

describe('the table of results', () => {
  it('has a row for each part, with a reason on one line', () => {
    assert.equal(
      resultTable([
        { part: 'page', outcome: 'runs' },
        { part: 'other', outcome: 'fails', reason: 'a|b\n  c' },
      ]),
      '| part | result | reason |\n| --- | --- | --- |\n| page | runs |  |\n| other | fails | a\\|b c |\n\n1 of 2 run.\n',
    );
  });
});
