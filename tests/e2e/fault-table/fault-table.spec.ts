import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import type { Strategy } from '../fixtures/fault-view/strategies.ts';
import { STRATEGIES } from '../fixtures/fault-view/strategies.ts';
import { FAULTS } from './faults.ts';
import { formatTable } from './format-table.ts';
import { ANNOTATION, type Outcome, readOutcomes, type ReportedTest } from './outcome.ts';
import { OUTCOMES_OF_OTHER_TESTS } from './outcomes-of-other-tests.ts';

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

  it('accepts the outcomes of other tests', async () => {
    await formatTable(OUTCOMES_OF_OTHER_TESTS);
  });

  it('refuses an unknown fault, an unknown auth type and contradictions', async () => {
    await assert.rejects(formatTable([{ ...OUTCOME, fault: 'fire' }]), /"fire"/);
    await assert.rejects(formatTable([{ ...OUTCOME, strategies: ['magic' as Strategy] }]), /"magic"/);
    await assert.rejects(formatTable([OUTCOME, { ...OUTCOME, outcome: 'hangs' }]), /contradicts/);
  });
});
