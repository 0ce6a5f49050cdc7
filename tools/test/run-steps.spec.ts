import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChosenStep, runSteps } from './run-steps.ts';
import type { StepResult } from './step.ts';
import { readTap } from './steps/specs.ts';

const step = (id: string, result: Partial<StepResult> | Error): ChosenStep => ({
  id,
  title: `The ${id}`,
  cores: 1,
  run: () =>
    result instanceof Error
      ? Promise.reject(result)
      : Promise.resolve({ passed: 0, failed: 0, output: '', ...result }),
});

async function run(...steps: ChosenStep[]) {
  const written: string[] = [];
  const code = await runSteps(steps, { slots: 2, write: (text) => void written.push(text) });
  const text = written.join('');
  return { code, written, text, lastLine: text.trimEnd().split('\n').at(-1) };
}

describe('a test run', () => {
  it('writes when a step begins, and all of its output at once when it has ended', async () => {
    const { code, written, lastLine } = await run(
      step('one', { passed: 2, output: 'first\nsecond\nthird\nfourth' }),
      step('two', { passed: 1 }),
    );
    assert.equal(code, 0);
    assert.deepEqual(written.slice(0, 2), ['▶ one: The one\n', '▶ two: The two\n']);
    assert.match(written[2] ?? '', /^\n── The one \(one\)\nsecond\nthird\nfourth\n✔ 2 passed, 0 failed in /);
    assert.equal(lastLine, '3 passed, 0 failed');
  });

  it('shows all of what failed, goes on, and tells how to run it again', async () => {
    const { code, text, lastLine } = await run(
      step('one', { failed: 1, passed: 4, output: 'a\nb\nc\nd' }),
      step('two', new Error('it broke')),
      step('three', { passed: 1 }),
    );
    assert.equal(code, 1);
    assert.match(text, /a\nb\nc\nd\n✖ 4 passed, 1 failed/);
    assert.match(text, /Error: it broke/);
    assert.match(text, /To run again what failed: npm test -- --only one,two\n/);
    assert.equal(lastLine, '5 passed, 2 failed');
  });

  it('fails when a step ran nothing, and not when one was skipped', async () => {
    const { code, text, lastLine } = await run(step('one', {}), step('two', { passed: 1 }));
    assert.equal(code, 1);
    assert.match(text, /nothing ran, which counts as a failure/);
    assert.equal(lastLine, '1 passed, 1 failed');
    const skipped = await run(step('one', { skipped: 'no registry' }), step('two', { passed: 1 }));
    assert.equal(skipped.code, 0);
    assert.match(skipped.text, /– one +skipped: no registry/);
  });

  it('lists its twenty slowest tests, the slowest first', async () => {
    const tests = Array.from({ length: 15 }, (_, at) => ({ name: `test ${at}`, milliseconds: at * 100 }));
    const { text } = await run(step('one', { passed: 15, tests }), step('two', { passed: 15, tests }));
    const listed = [...text.matchAll(/^ +([\d.]+) s {2}(one|two) +(test \d+)$/gm)].map(
      ([, ...parts]) => parts,
    );
    assert.equal(listed.length, 20);
    assert.deepEqual(listed.slice(0, 3), [
      ['1.4', 'one', 'test 14'],
      ['1.4', 'two', 'test 14'],
      ['1.3', 'one', 'test 13'],
    ]);
  });
});

describe("a report of Node's test runner", () => {
  const report = `TAP version 13
# Subtest: g
    # Subtest: a
    ok 1 - a
      ---
      duration_ms: 51.1
      ...
    # Subtest: h
        # Subtest: b \\# x
        not ok 1 - b \\# x
          ---
          duration_ms: 7
          location: 'x'
          ...
        1..1
    not ok 2 - h
      ---
      duration_ms: 8
      type: 'suite'
      ...
    1..2
not ok 1 - g
  ---
  duration_ms: 60
  type: 'suite'
  ...
# Subtest: top
ok 2 - top
  ---
  duration_ms: 3
  ...
1..2
# tests 4
# pass 2
# fail 1
# cancelled 1
`;

  it('has counts, and how long each test took, groups left out', () => {
    assert.deepEqual(readTap(report), {
      passed: 2,
      failed: 2,
      tests: [
        { name: 'g › a', milliseconds: 51.1 },
        { name: 'g › h › b # x', milliseconds: 7 },
        { name: 'top', milliseconds: 3 },
      ],
    });
  });
});
