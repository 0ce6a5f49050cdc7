import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { chooseSteps } from './changed.ts';
import { filesBelow } from './inputs.ts';
import { STEPS } from './steps.ts';

const ALL = STEPS.map(({ id }) => id);
const choose = (...changed: string[]) => chooseSteps(changed, STEPS, () => true);
const idsOf = (...changed: string[]) => choose(...changed).steps.map(({ id }) => id);

describe('what a change can affect', () => {
  it('is nothing where nothing has changed', () => {
    assert.deepEqual(idsOf(), []);
  });

  it('is everything for a path that is not known, and for what everything is built with', () => {
    for (const path of [
      'package.json',
      'package-lock.json',
      'tsconfig.base.json',
      'karma.conf.cjs',
      'new/file.ts',
    ])
      assert.deepEqual(idsOf(path), ALL, path);
    assert.deepEqual(idsOf('tools/test/steps.ts', 'docs/errors.md'), ALL);
  });

  it('is only what reads it', () => {
    assert.deepEqual(idsOf('docs/errors.md').sort(), ['format', 'repository', 'workspace']);
    assert.deepEqual(idsOf('.github/workflows/ci.yml').sort(), ['format', 'repository']);
    assert.deepEqual(idsOf('examples/ssr/src/server.ts').sort(), [
      'format',
      'lint',
      'repository',
      'types',
      'workspace',
    ]);
    const ofBackend = idsOf('packages/backend/server.ts');
    assert.ok(ofBackend.includes('backend') && ofBackend.includes('e2e') && ofBackend.includes('workspace'));
    assert.ok(!ofBackend.some((id) => id.startsWith('unit') || ['sandbox', 'build', 'size'].includes(id)));
    const ofSandbox = idsOf('packages/sandbox/main.ts');
    assert.ok(['backend', 'sandbox', 'platforms', 'e2e'].every((id) => ofSandbox.includes(id)));
    const ofLibrary = idsOf('projects/ngx-qlik/src/http/qlik-interceptor.ts');
    assert.deepEqual(
      ALL.filter((id) => !ofLibrary.includes(id)),
      ['backend', 'sandbox', 'audit'],
    );
  });

  it('is what runs the examples of a document', () => {
    const ofDocument = (path: string) => idsOf(path).filter((id) => !idsOf('docs/errors.md').includes(id));
    assert.deepEqual(ofDocument('docs/own-runtimes.md'), ['platforms']);
    assert.deepEqual(ofDocument('docs/testing.md').sort(), ['consumers', 'platforms']);
    assert.deepEqual(ofDocument('docs/backend-in-another-language.md'), ['backend']);
    assert.deepEqual(ofDocument('projects/ngx-qlik/README.md'), ['platforms']);
    assert.ok(ofDocument('packages/sandbox/PACKAGE.md').includes('platforms'));
  });

  it('has a spec of a unit test in no browser test', () => {
    assert.deepEqual(idsOf('src/app/app.spec.ts').sort(), ['format', 'lint', 'repository', 'unit-app']);
    assert.ok(!idsOf('projects/ngx-qlik/src/a.spec.ts').includes('e2e'));
    // Published: what is in the testing folder is no spec of the library.
    assert.ok(idsOf('projects/ngx-qlik/testing/a.spec.ts').includes('api-report'));
  });

  it('is some specs of a step where only those have changed', () => {
    const one = choose('tests/e2e/sign-in.e2e.ts', 'tests/e2e/qix.e2e.ts');
    const e2e = one.steps.find(({ id }) => id === 'e2e');
    assert.deepEqual(e2e?.files, ['tests/e2e/sign-in.e2e.ts', 'tests/e2e/qix.e2e.ts']);
    assert.match(one.reasons.join('\n'), /^e2e +tests\/e2e\/sign-in\.e2e\.ts and 1 more, these specs only$/m);
    const backend = choose('packages/backend/server.spec.ts').steps.find(({ id }) => id === 'backend');
    assert.deepEqual(backend?.files, ['packages/backend/server.spec.ts']);
  });

  it('is all specs of a step where something else of it has changed, or a spec is gone', () => {
    const files = (id: string, ...changed: string[]) =>
      choose(...changed).steps.find((each) => each.id === id)?.files;
    assert.equal(files('e2e', 'tests/e2e/sign-in.e2e.ts', 'tests/e2e/fixtures/fault.ts'), undefined);
    assert.equal(files('e2e', 'tests/e2e/sign-in.e2e.ts', 'src/main.ts'), undefined);
    const { steps } = chooseSteps(['tests/e2e/gone.e2e.ts'], STEPS, () => false);
    assert.equal(steps.find(({ id }) => id === 'e2e')?.files, undefined);
  });

  it('has a reason for each step', () => {
    const { steps, reasons } = choose('src/main.ts', 'docs/errors.md');
    assert.equal(reasons.length, steps.length);
    assert.match(reasons.join('\n'), /^workspace +docs\/errors\.md$/m);
  });

  it('is known for every folder of the repository', () => {
    const known = ['docs', 'src', 'projects', 'packages', 'tests'].flatMap((folder) =>
      filesBelow(folder, /./),
    );
    assert.ok(known.length > 500);
    const unknown = known.filter((path) => idsOf(path).length === ALL.length && !path.endsWith('.json'));
    assert.deepEqual(unknown, []);
  });
});

describe('specs that can run by themselves', () => {
  it('are imported by no other file', () => {
    const specs = STEPS.flatMap(({ ownSpecs }) => ownSpecs ?? []);
    const files = ['packages', 'tests', 'tools'].flatMap((folder) => filesBelow(folder, /\.(ts|mjs)$/));
    assert.ok(files.filter((path) => specs.some((pattern) => pattern.test(path))).length > 200);
    const importing = files.filter((path) =>
      /from '[^']*\.(spec|e2e)\.(ts|mjs)'/.test(readFileSync(inProject(path), 'utf8')),
    );
    assert.deepEqual(importing, []);
  });
});
