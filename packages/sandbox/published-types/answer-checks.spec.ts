import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { supportedMethods } from '../engine/methods/registry.ts';
import { isRecord } from '../json/is-record.ts';
import { CheckedAnswers } from './checked-answers.ts';
import { QLIK_API_FOLDER } from './endpoints.ts';
import { QixAnswerCheck } from './qix-answers.ts';
import { publishedMethods } from './qix-methods.ts';
import { RestAnswerCheck } from './rest-answers.ts';
import { QIX_SCHEMA_FILE, REST_SCHEMA_FILE } from './schema-files.ts';

const REMEDY = 'Remedy: cd packages/sandbox && node --import tsx published-types/write-schemas.ts';
const read = (file: URL | string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const paths = (differences: readonly { readonly path: string }[]): readonly string[] =>
  differences.map(({ path }) => path);

describe('the schemas of published types', () => {
  it('are written from the installed version of @qlik/api', () => {
    const manifest = read(join(QLIK_API_FOLDER, 'package.json'));
    assert.ok(isRecord(manifest));
    const expected = `Written by write-schemas.ts from @qlik/api ${String(manifest['version'])}.`;
    for (const file of [QIX_SCHEMA_FILE, REST_SCHEMA_FILE]) {
      const schema = read(file);
      assert.ok(isRecord(schema));
      assert.equal(schema['$comment'], expected, REMEDY);
    }
  });

  it('have every method that the engine supports', () => {
    const check = new QixAnswerCheck();
    const unknown = supportedMethods().filter(({ type, name: method }) =>
      check.differences({ type, method, result: {} }).some(({ path }) => path === ''),
    );
    // `GetOrCreateObject` and others that only `@qlik/api` has are there too.
    assert.deepEqual(unknown, [], REMEDY);
    assert.ok(publishedMethods().some(({ name }) => name === 'GetOrCreateObject'));
  });
});

describe('the comparison of answers', () => {
  const check = new QixAnswerCheck();
  const layout = (qLayout: object): readonly string[] =>
    paths(check.differences({ type: 'GenericObject', method: 'GetLayout', result: { qLayout } }));

  it('finds missing and unknown members of a result', () => {
    assert.deepEqual(paths(check.differences({ type: 'Doc', method: 'GetObject', result: { qOther: 1 } })), [
      '/qReturn',
      '/qOther',
    ]);
  });

  it('finds wrong types and unknown members in a hypercube, at any depth of the layout', () => {
    const qHyperCube = { qSize: { qcx: '2' }, qDimensionInfo: [{ qCardinals: 3 }], qMode: 'Z' };
    const expected = ['/qSize/qcx', '/qDimensionInfo/0/qCardinals', '/qMode'];
    assert.deepEqual(
      [...layout({ qHyperCube })].sort(),
      expected.map((path) => `/qLayout/qHyperCube${path}`).sort(),
    );
    assert.deepEqual(
      [...layout({ inner: [{ qHyperCube }] })].sort(),
      expected.map((path) => `/qLayout/inner/0/qHyperCube${path}`).sort(),
    );
  });

  it('accepts members of a definition that are not Qlik\u2019s own, and numbers that JSON cannot express', () => {
    const qHyperCube = { columnWidths: [-1], qDimensionInfo: [{ cId: 'a', qMin: 'NaN' }] };
    assert.deepEqual(layout({ qHyperCube, components: [{ key: 'general' }] }), []);
    assert.deepEqual(layout({ qHyperCube: { qDimensionInfo: [{ qMin: 'none' }] } }).length > 0, true);
  });

  it('finds differences in REST answers and in their errors', () => {
    const rest = new RestAnswerCheck();
    const spaces = { method: 'GET', route: '/api/v1/spaces/:spaceId' };
    assert.ok(paths(rest.differences({ ...spaces, status: 200, body: '{}' })).includes('/data/id'));
    assert.deepEqual(paths(rest.differences({ ...spaces, status: 404, body: '{"errors":[{"code":"x"}]}' })), [
      '/data/errors/0/title',
    ]);
    assert.deepEqual(rest.differences({ method: 'GET', route: '/own', status: 200, body: '[]' }), []);
  });

  it('fails the test whose server gave a different answer', () => {
    const answers = new CheckedAnswers();
    answers.addQix({ type: 'Doc', method: 'BackCount', result: { qReturn: 1 } });
    answers.assertNoDifferences();
    answers.addQix({ type: 'Doc', method: 'BackCount', result: { qReturn: 'one' } });
    assert.throws(() => answers.assertNoDifferences(), /Doc.BackCount \/qReturn: /);
  });

  it('fails the process where a thrown error would keep other servers from closing', async () => {
    const module = new URL('checked-answers.ts', import.meta.url).href;
    const script = `
      import { CheckedAnswers } from '${module}';
      const answers = new CheckedAnswers();
      answers.failAtExit();
      answers.addQix({ type: 'Doc', method: 'BackCount', result: { qReturn: 'one' } });`;
    const run = promisify(execFile);
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    await assert.rejects(run(process.execPath, args, { cwd, timeout: 30_000 }), (error: unknown) => {
      assert.ok(isRecord(error));
      assert.equal(error['code'], 1);
      assert.match(String(error['stderr']), /Doc.BackCount \/qReturn: /);
      return true;
    });
  });
});
