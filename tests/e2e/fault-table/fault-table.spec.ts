import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { inProject } from '../../../tools/environment/project-root.ts';
import type { Strategy } from '../fixtures/fault-view/strategies.ts';
import { STRATEGIES } from '../fixtures/fault-view/strategies.ts';
import { FAULTS } from './faults.ts';
import { findUntested, formatTable, TABLE_FILE } from './format-table.ts';
import { ANNOTATION, type Outcome, readOutcomes, type ReportedTest } from './outcome.ts';
import { OUTCOMES_OF_OTHER_TESTS } from './outcomes-of-other-tests.ts';
import { OUTCOMES_OF_SPECS } from './outcomes-of-specs.ts';

const TEST = 'faults/some.e2e.ts › in a group › the fault';
const OUTCOME: Outcome = { fault: '503', strategies: ['jwt'], outcome: 'is reported', test: TEST };

function reported(hasPassed: boolean, outcomes: readonly object[] = []): ReportedTest {
  const annotations = outcomes.map((each) => ({ type: ANNOTATION, description: JSON.stringify(each) }));
  return { name: TEST, hasPassed, annotations: [...annotations, { type: 'slow' }] };
}

describe('the table of faults', () => {
  it('has a column for each auth type with a credential', () => {
    const types = Object.entries(AUTH_TYPES).filter(
      ([, { credential }]) => !['none', 'runtime'].includes(credential),
    );
    assert.deepEqual(
      STRATEGIES,
      types.map(([type]) => type),
    );
  });

  it('reads the outcomes that passed tests report', () => {
    const { test: _, ...outcome } = OUTCOME;
    const run = readOutcomes([reported(true, [outcome])], ['503'], []);
    assert.deepEqual(run, { outcomes: [OUTCOME], missing: [], isComplete: true });
  });

  it('takes nothing from a test that failed', () => {
    const failed = readOutcomes([reported(false, [OUTCOME])], ['503'], [OUTCOME]);
    assert.deepEqual(failed, { outcomes: [], missing: [TEST], isComplete: false });
    const passed = readOutcomes([reported(true)], ['503'], [OUTCOME]);
    assert.deepEqual(passed, { outcomes: [OUTCOME], missing: [], isComplete: true });
  });

  it('is incomplete without a fault, or without the file of a test that it names', () => {
    assert.equal(readOutcomes([reported(true, [OUTCOME])], ['503', 'fire'], []).isComplete, false);
    const other: Outcome = { ...OUTCOME, test: 'other.e2e.ts › a test' };
    const run = readOutcomes([reported(true, [OUTCOME])], ['503'], [other]);
    assert.deepEqual([run.isComplete, run.missing], [false, []]);
  });

  it('names a test that does not exist', () => {
    const renamed: Outcome = { ...OUTCOME, test: 'faults/some.e2e.ts › an old title' };
    const run = readOutcomes([reported(true, [OUTCOME])], ['503'], [renamed]);
    assert.deepEqual([run.isComplete, run.missing], [true, [renamed.test]]);
  });

  it('refuses an annotation that is not an outcome', () => {
    assert.throws(() => readOutcomes([reported(true, [{ fault: 503 }])], ['503'], []), /Not an outcome/);
  });

  it('has a section for each fault and all auth types, and marks what is not tested', async () => {
    const text = await formatTable([OUTCOME]);
    for (const fault of FAULTS) assert.match(text, new RegExp(`^## ${fault}$`, 'm'));
    assert.match(text, /\| `jwt` +\| is reported +\| faults\/some\.e2e\.ts › in a group › the fault/);
    assert.match(text, /\| not tested/);
    for (const each of STRATEGIES) assert.ok(text.includes(`\`${each}\``));
  });

  it('accepts the outcomes of other tests and of specs, which show no pair both', async () => {
    await formatTable([...OUTCOMES_OF_OTHER_TESTS, ...OUTCOMES_OF_SPECS]);
    const pairs = [...OUTCOMES_OF_OTHER_TESTS, ...OUTCOMES_OF_SPECS].flatMap(({ fault, strategies }) =>
      strategies.map((strategy) => `${fault}: ${strategy}`),
    );
    assert.deepEqual(pairs, [...new Set(pairs)]);
  });

  it('names each pair of a fault and an auth type that has no outcome', () => {
    const others = STRATEGIES.filter((each) => each !== 'jwt').join(', ');
    const untested = findUntested([OUTCOME]);
    assert.equal(untested.length, FAULTS.length);
    assert.ok(untested.includes(`503: ${others}`));
    const all = FAULTS.map((fault): Outcome => ({ fault, strategies: STRATEGIES, outcome: 'n/a: none' }));
    assert.deepEqual(findUntested(all), []);
  });

  it('marks what specs prove, with their names', async () => {
    const text = await formatTable([{ ...OUTCOME, isBySpecs: true }]);
    assert.match(text, /^\| 503 .*●/m);
  });

  it('as it is checked in has no pair without an outcome, and those of specs as they are', () => {
    const [, , ...rows] = readFileSync(TABLE_FILE, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(0, FAULTS.length + 2);
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
    assert.deepEqual(
      cells.map(([, fault]) => fault),
      FAULTS,
    );
    const marked = (mark: string): readonly string[] =>
      cells.flatMap(([, fault = '', ...marks]) =>
        STRATEGIES.flatMap((strategy, index) => (marks[index] === mark ? [`${fault}: ${strategy}`] : [])),
      );
    assert.deepEqual(marked('?'), []);
    const proved = OUTCOMES_OF_SPECS.map(({ fault, strategies }) => `${fault}: ${strategies.join()}`);
    assert.deepEqual(marked('●').toSorted(), proved.toSorted());
  });

  it('names specs of the backend that exist', () => {
    const named = new Set(OUTCOMES_OF_SPECS.flatMap(({ test = '' }) => test.split('; ').slice(1)));
    assert.ok(named.size > 0);
    for (const name of named) {
      const [file = '', title = ''] = name.split(' › ');
      assert.ok(readFileSync(inProject(file), 'utf8').includes(`it('${title}'`), name);
    }
  });

  it('refuses an unknown fault, an unknown auth type and contradictions', async () => {
    await assert.rejects(formatTable([{ ...OUTCOME, fault: 'fire' }]), /"fire"/);
    await assert.rejects(formatTable([{ ...OUTCOME, strategies: ['magic' as Strategy] }]), /"magic"/);
    await assert.rejects(formatTable([OUTCOME, { ...OUTCOME, outcome: 'hangs' }]), /contradicts/);
  });
});
