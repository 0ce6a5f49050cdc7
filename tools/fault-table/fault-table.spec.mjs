import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUTH_TYPES } from '../../projects/ngx-qlik/auth-types/auth-types.ts';
import { FAULTS, STRATEGIES } from './faults.mjs';
import { readReport } from './read-report.mjs';
import { writeTable } from './write-table.mjs';

const told = (fault, strategies, outcome) => ({
  type: 'fault outcome',
  description: JSON.stringify({ fault, strategies, outcome }),
});

function reportOf(status, annotations) {
  const spec = { title: 'the fault', tests: [{ results: [{ status, annotations }] }] };
  const suites = [{ title: 'in a group', specs: [spec] }];
  return { suites: [{ title: 'faults/some.e2e.ts', specs: [], suites }] };
}

const TEST = 'faults/some.e2e.ts › in a group › the fault';

describe('the table of faults', () => {
  it('has a row for each auth type with a credential', () => {
    const withCredential = Object.keys(AUTH_TYPES).filter(
      (type) => !['none', 'runtime'].includes(AUTH_TYPES[type].credential),
    );
    assert.deepEqual(STRATEGIES, withCredential);
  });

  it('reads what tests tell that passed', () => {
    const report = reportOf('passed', [told('503', ['jwt'], 'said so'), { type: 'slow' }]);
    assert.deepEqual(readReport(report, []).outcomes, [
      { fault: '503', strategies: ['jwt'], outcome: 'said so', test: TEST },
    ]);
  });

  it('takes nothing from a test that failed', () => {
    const taken = [{ fault: '503', strategies: ['jwt'], outcome: 'said so', test: TEST }];
    const report = reportOf('failed', [told('503', ['jwt'], 'said so')]);
    assert.deepEqual(readReport(report, taken), { outcomes: [], missing: [TEST] });
    assert.deepEqual(readReport(reportOf('passed', []), taken), { outcomes: taken, missing: [] });
  });

  it('has a section for each fault, and says what was not tried', async () => {
    const text = await writeTable([{ fault: '503', strategies: ['jwt'], outcome: 'said so', test: TEST }]);
    for (const fault of FAULTS) assert.match(text, new RegExp(`^## ${fault}$`, 'm'));
    assert.match(text, /\| `jwt` +\| said so +\| faults\/some\.e2e\.ts › in a group › the fault/);
    assert.match(text, /\| not tried/);
    assert.equal(
      STRATEGIES.every((each) => text.includes(`\`${each}\``)),
      true,
    );
  });

  it('refuses what it has no place for, and two outcomes of one thing', async () => {
    const outcome = { fault: '503', strategies: ['jwt'], outcome: 'said so', test: TEST };
    await assert.rejects(writeTable([{ ...outcome, fault: 'fire' }]), /"fire"/);
    await assert.rejects(writeTable([{ ...outcome, strategies: ['magic'] }]), /"magic"/);
    await assert.rejects(writeTable([outcome, { ...outcome, outcome: 'hung' }]), /cannot both be true/);
  });
});
